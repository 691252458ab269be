-- What the administrators of a province are told: that the centre has stopped applying its log, or goes on. The newest holds.
create table public.notice (
  id bigint generated always as identity,
  node text not null,
  generation integer not null,
  kind text not null,
  reason text not null,
  verified_checkpoint text not null,
  other_checkpoint text not null,
  verified_size bigint not null,
  noticed_at_ms bigint not null,
  constraint notice_pkey primary key (id)
);

create index notice_node on public.notice (node, id);
