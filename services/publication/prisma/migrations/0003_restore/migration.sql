-- A restored log that is being refilled from the centre: how many leaves it had before. The row goes when every refilled leaf
-- that says nothing any more names a later one.
create table refill (
  generation integer not null,
  from_index bigint not null,
  constraint refill_pkey primary key (generation)
);

-- Collection's feed cannot simply be followed on: the feed has another life than the cursor, or the log went on without it. What
-- collection has is then compared record by record, as of a position of its feed, from which the feed is followed afterwards.
create table reconciliation (
  feed text not null,
  -- Position that the comparison is as of; empty until it has begun.
  incarnation uuid,
  sequence bigint not null,
  digest bytea not null,
  -- Compared up to this record.
  after_record_id text not null,
  constraint reconciliation_pkey primary key (feed)
);
