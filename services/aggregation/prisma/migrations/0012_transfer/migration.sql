-- Records on their way from one province to another (记于企业名下, M§9), without their content: what is in them is the provinces' to keep.
create table public.transfer (
  from_node text not null,
  -- Named by the sender, unique within it.
  transfer_id text not null,
  to_node text not null,
  item text not null,
  -- SHA-256 of what it says: the same transfer never says anything else.
  digest bytea not null,
  -- sent, deferred, recorded, published, refused
  state text not null,
  reason text,
  -- How often it has come from the sender.
  times_sent integer not null,
  first_sent_at timestamptz(3) not null,
  last_sent_at timestamptz(3) not null,
  -- When the state was last told by a receipt.
  answered_at timestamptz(3),
  constraint transfer_pkey primary key (from_node, transfer_id)
);

-- How many wait for a province is asked with every batch that brings some for it.
create index transfer_waiting on public.transfer (to_node) where state in ('sent', 'deferred');
