-- Records that other provinces have sent here (记于企业名下, M§9). What they say is in versions and in the queue, as that of every row.
alter table submission
  -- Six digits of the node that took its record in; null for what was handed in here.
  add column origin_node text,
  add constraint submission_origin check ((way = 'transfer') = (origin_node is not null));

-- What became of each, for its sender: answered again whenever it comes again.
create table transfer_in (
  -- Order of arrival.
  number bigint generated always as identity,
  from_node text not null,
  -- Named by the sender, unique within it.
  transfer_id text not null,
  -- The sender's name for the record, and the version of it that this is.
  record_key text not null,
  version bigint not null,
  -- It withdraws the record.
  taken_back boolean not null,
  item text not null,
  -- deferred, recorded, published or refused
  state text not null,
  reason text not null,
  explanation text not null,
  -- Of the row that it became here; null where it became none.
  submission_id uuid,
  record_id text,
  record_version bigint,
  -- What publication has to reach for it to be public.
  feed_sequence bigint,
  received_at timestamptz(3) not null,
  state_at timestamptz(3) not null,
  -- Answers that were asked for and that were given: one more than before whenever the state changes, or it comes again.
  answers_due integer not null,
  answers_sent integer not null,
  constraint transfer_in_pkey primary key (from_node, transfer_id),
  constraint transfer_in_state check (state in ('deferred', 'recorded', 'published', 'refused')),
  constraint transfer_in_submission_id_fkey foreign key (submission_id) references submission (id)
);

create unique index transfer_in_number on transfer_in (number);
create index transfer_in_version on transfer_in (from_node, record_key, version);
create index transfer_in_waiting on transfer_in (submission_id) where state = 'deferred';
create index transfer_in_unpublished on transfer_in (feed_sequence) where state = 'recorded' and feed_sequence is not null;
create index transfer_in_due on transfer_in (number) where answers_sent < answers_due;
create index transfer_in_record on transfer_in (record_id);

-- Statistics of a column hold some of its values.
alter table transfer_in
  alter column record_id set statistics 0,
  alter column explanation set statistics 0;
