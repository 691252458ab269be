-- What the centre tells the administrators of this node: it has stopped applying the log, or goes on. The latest holds.
create table notice (
  generation integer not null,
  kind text not null,
  reason text not null,
  verified_checkpoint text not null,
  other_checkpoint text not null,
  verified_size bigint not null,
  noticed_at_ms bigint not null,
  received_at timestamptz(3) not null,
  constraint notice_pkey primary key (generation)
);
