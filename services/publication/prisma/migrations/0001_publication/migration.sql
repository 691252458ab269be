-- Where the log stands; one row for each generation. The row lock on it is what makes the sequencer the only one.
create table log_state (
  generation integer not null,
  size bigint not null,
  root bytea not null,
  last_leaf_time_ms bigint not null,
  checkpoint text not null,
  checkpoint_at timestamptz(3) not null,
  constraint log_state_pkey primary key (generation)
);

-- Full tiles only: 256 hashes and the root over them, which is the hash that the level above holds for the tile.
create table log_tile (
  generation integer not null,
  level smallint not null,
  tile_index bigint not null,
  hashes bytea not null,
  root bytea not null,
  constraint log_tile_pkey primary key (generation, level, tile_index)
);

-- Hashes do not compress, so that the attempt is saved.
alter table log_tile alter column hashes set storage external;

-- How far the federation's Kafka has acknowledged the log.
create table relay_state (
  generation integer not null,
  relayed_size bigint not null,
  constraint relay_state_pkey primary key (generation)
);

-- Which record a withdrawing leaf is about, kept only until the centre has verified that leaf.
create table pending_withdrawal (
  generation integer not null,
  leaf_index bigint not null,
  record_id text not null,
  constraint pending_withdrawal_pkey primary key (generation, leaf_index)
);

-- The newest receipt of the centre.
create table receipt (
  generation integer not null,
  verified_size bigint not null,
  root bytea not null,
  verified_at_ms bigint not null,
  received_at timestamptz(3) not null,
  constraint receipt_pkey primary key (generation)
);
