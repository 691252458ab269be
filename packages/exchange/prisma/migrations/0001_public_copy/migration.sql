-- The public copy (公示副本): what a province shows, in the same tables at the province and at the centre.
create schema if not exists exchange;

-- Leaves as they stand in a log, one row for each signed batch: append-only.
create table exchange.log_batch (
  node text not null,
  generation integer not null,
  first_index bigint not null,
  leaf_count integer not null,
  leaves bytea not null,
  checkpoint text not null,
  collected_at_ms bigint not null,
  constraint log_batch_pkey primary key (node, generation, first_index)
);

-- Leaves are mostly hashes and random: trying to compress them costs time and saves nothing.
alter table exchange.log_batch alter column leaves set storage external;

-- Current records. List-partitioned by province, so that one can be detached, moved or rebuilt without the others.
create table exchange.record (
  node text not null,
  record_id text not null,
  subject_id text not null,
  item text not null,
  version bigint not null,
  generation integer not null,
  leaf_index bigint not null,
  pseudonym uuid not null,
  time_ms bigint not null,
  constraint record_pkey primary key (node, record_id)
) partition by list (node);

create index record_subject on exchange.record (subject_id);

-- What a record's leaf commits to. In a table of its own: it is all that must vanish when publicity ends.
create table exchange.record_content (
  node text not null,
  generation integer not null,
  leaf_index bigint not null,
  salt bytea not null,
  head text not null,
  public_part text not null,
  restricted_part text not null,
  constraint record_content_pkey primary key (node, generation, leaf_index)
) partition by list (node);

-- Only contents above 2 KB are compressed at all; lz4 does it at a fraction of the default's time.
alter table exchange.record_content
  alter column head set compression lz4,
  alter column public_part set compression lz4,
  alter column restricted_part set compression lz4;

-- The index of subjects (市场主体), recomputed from current registration records in the transaction that changes them.
create table exchange.subject (
  subject_id text not null,
  node text not null,
  record_id text not null,
  leaf_index bigint not null,
  as_of_ms bigint not null,
  name text not null,
  search_name text not null,
  former_names text[] not null,
  search_former_names text not null,
  name_terms integer[] not null,
  registration_number text,
  type text,
  status text,
  legal_representative text,
  established_on date not null,
  constraint subject_pkey primary key (subject_id)
) with (fillfactor = 90); -- Room for a new version on its page: one that keeps the name touches no index.

create index subject_search_name on exchange.subject (search_name, subject_id);

-- Most subjects have no registration number beside their code, or none at all.
create index subject_registration_number on exchange.subject (registration_number) where registration_number is not null;

-- New terms gather in a list of at most this many kilobytes before they are merged into the index, which halves the cost of
-- a row; a search reads that list from end to end, 1 ms when it is full. Stated here so that no server default changes it.
create index subject_name_terms on exchange.subject using gin (name_terms)
  with (fastupdate = on, gin_pending_list_limit = 1024);
