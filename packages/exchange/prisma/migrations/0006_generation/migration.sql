-- A log that follows another one, which ended: as what the one before was verified last, and whether everything that it showed
-- has a leaf in this one. Whoever wants to know where generation g ended asks the row of g + 1.
create table exchange.log_generation (
  node text not null,
  generation integer not null,
  previous_size bigint not null,
  previous_root bytea not null,
  previous_checkpoint text not null,
  -- To be carried over, as the first leaf says; null before it.
  records bigint,
  carried_over_at timestamptz(3),
  constraint log_generation_pkey primary key (node, generation)
);

-- A leaf index says nothing without its log.
alter table exchange.tombstone add column generation integer not null default 1;
drop index exchange.tombstone_leaf;
create index tombstone_leaf on exchange.tombstone (node, generation, leaf_index);
