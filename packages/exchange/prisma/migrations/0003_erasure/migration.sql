-- Tombstones are sent to the centre with the withdrawing leaves that they belong to; -1 where the record was never shown.
create index tombstone_leaf on exchange.tombstone (node, leaf_index);

-- What is to be erased of the files: since when rows that were withdrawn have been deleted in a province's part of the copy.
create table exchange.erasure_due (
  node text not null,
  since timestamptz(3) not null,
  constraint erasure_due_pkey primary key (node)
);

-- When the files of a province's part were last written anew, and which deletions are gone from them.
create table exchange.erasure (
  node text not null,
  ended_at timestamptz(3) not null,
  erased_until timestamptz(3) not null,
  duration_ms bigint not null,
  is_wal_gone boolean not null,
  constraint erasure_pkey primary key (node)
);

-- The planner's statistics would quote bodies and keep them after the rows are gone; nobody searches by these columns.
alter table exchange.record_content
  alter column salt set statistics 0,
  alter column head set statistics 0,
  alter column public_part set statistics 0,
  alter column restricted_part set statistics 0;
