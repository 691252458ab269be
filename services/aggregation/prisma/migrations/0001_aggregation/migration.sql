-- Provinces enrolled at the centre. What is pinned here is never read from a province's own stream.
create table public.node (
  code text not null,
  name text not null,
  log_origin text not null,
  log_key text not null,
  log_url text not null,
  log_service_address text not null,
  token_url text not null,
  enrolled_at timestamptz(3) not null,
  enrolled_by text not null,
  constraint node_pkey primary key (code)
);

-- What is applied, which is the same as what is verified. Its row is the lock under which a province's leaves are applied.
create table public.node_state (
  node text not null,
  generation integer not null,
  verified_size bigint not null,
  compact_range bytea not null,
  root bytea not null,
  checkpoint text not null,
  verified_at_ms bigint not null,
  last_leaf_time_ms bigint not null,
  stopped_at_ms bigint,
  stop_reason text,
  constraint node_state_pkey primary key (node),
  constraint node_state_node_fkey foreign key (node) references public.node (code) on delete restrict on update cascade
);

-- What was last heard of a province. Apart from node_state, so that noting a message never waits for a batch being applied.
create table public.node_contact (
  node text not null,
  received_size bigint not null,
  published_size bigint not null,
  published_checkpoint text not null,
  last_message_at_ms bigint,
  last_checkpoint_at_ms bigint,
  last_receipt_at_ms bigint,
  behind_since_ms bigint,
  trouble text,
  constraint node_contact_pkey primary key (node),
  constraint node_contact_node_fkey foreign key (node) references public.node (code) on delete restrict on update cascade
);

-- Messages that could not be applied as they came. Bounded in bytes a message and in messages a node.
create table public.quarantine (
  id bigint generated always as identity,
  node text not null,
  topic text not null,
  partition integer not null,
  message_offset bigint not null,
  reason text not null,
  detail text not null,
  bytes bytea not null,
  bytes_total integer not null,
  at timestamptz(3) not null,
  constraint quarantine_pkey primary key (id)
);

create unique index quarantine_message on public.quarantine (topic, partition, message_offset);
create index quarantine_node on public.quarantine (node, id);

-- Stretches of a log that did not come by Kafka as they should and were read from the province.
create table public.repair (
  id bigint generated always as identity,
  node text not null,
  kind text not null,
  from_index bigint not null,
  to_index bigint not null,
  found_at timestamptz(3) not null,
  mended_at timestamptz(3),
  how text,
  constraint repair_pkey primary key (id)
);

create index repair_node on public.repair (node, id);
-- One stretch at a time is open for a province; what is found meanwhile widens it.
create unique index repair_open on public.repair (node) where mended_at is null;

-- Two signed notes of one log that cannot both be true.
create table public.evidence (
  id bigint generated always as identity,
  node text not null,
  kind text not null,
  verified_checkpoint text not null,
  other_checkpoint text not null,
  found_at timestamptz(3) not null,
  constraint evidence_pkey primary key (id)
);

create index evidence_node on public.evidence (node, id);
