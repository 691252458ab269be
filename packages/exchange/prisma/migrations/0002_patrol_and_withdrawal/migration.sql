-- A leaf that says nothing any more, and a later leaf about the same record that says why. Whoever reads it can check it: both
-- leaves are in the log and bear one pseudonym. A publishing leaf that is not here is current, and its content must be there.
create table exchange.superseded (
  node text not null,
  generation integer not null,
  leaf_index bigint not null,
  successor_index bigint not null,
  constraint superseded_pkey primary key (node, generation, leaf_index)
);

-- No two records stand at one leaf; the patrol reads records in the order of their leaves.
create unique index record_leaf on exchange.record (node, generation, leaf_index);

-- Records that are withdrawn here before their withdrawing leaf has its turn: nothing under this pseudonym is shown.
create table exchange.hidden (
  node text not null,
  generation integer not null,
  pseudonym uuid not null,
  leaf_index bigint not null,
  hidden_at_ms bigint not null,
  constraint hidden_pkey primary key (node, generation, pseudonym)
);

-- Keyed hashes of what was lawfully withdrawn: a full dump that still contains it does not publish it again.
create table exchange.tombstone (
  node text not null,
  tombstone bytea not null,
  leaf_index bigint not null,
  constraint tombstone_pkey primary key (node, tombstone)
);

-- Every difference that was found between what is stored and what the log says, and how it was mended.
create table exchange.difference (
  id bigint generated always as identity,
  node text not null,
  generation integer not null,
  kind text not null,
  leaf_index bigint,
  record_id text,
  subject_id text,
  found_by text not null,
  found_at timestamptz(3) not null,
  mended_at timestamptz(3),
  how text,
  bytes_moved bigint not null default 0,
  old_digest bytea,
  new_digest bytea,
  constraint difference_pkey primary key (id)
);

create index difference_node on exchange.difference (node, id);


-- Where the patrol stands in a province's log.
create table exchange.patrol (
  node text not null,
  generation integer not null,
  next_index bigint not null,
  compact_range bytea not null,
  next_subject_id text not null,
  round bigint not null,
  round_began_at timestamptz(3),
  last_round_ended_at timestamptz(3),
  last_round_ms bigint,
  leaves_total bigint not null,
  differences_total bigint not null,
  constraint patrol_pkey primary key (node)
);
