-- How long it took from the commit in a province to readable here, summed up for each minute or so, kept for some days.
create table public.latency (
  node text not null,
  -- Beginning of the interval, milliseconds since the epoch.
  at_ms bigint not null,
  -- Leaves that it sums up.
  samples integer not null,
  p50_ms integer not null,
  p99_ms integer not null,
  constraint latency_pkey primary key (node, at_ms)
);
