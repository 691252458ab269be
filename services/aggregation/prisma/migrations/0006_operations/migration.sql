-- Since when nothing of a province was applied though something waits, and what was seen of it.
alter table public.node_contact add column stalled_since_ms bigint, add column stall_reason text;

-- What became of a quarantined message when it was given in again; null while nobody has.
alter table public.quarantine add column replayed_at timestamptz(3), add column outcome text;
