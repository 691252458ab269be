-- Evidence that a third party can check again: besides the two notes the hashes that show the contradiction, or the leaves that
-- break a rule with their inclusion proofs. `digest` tells what was kept already.
alter table public.evidence
  add column generation integer not null default 1,
  add column proof jsonb,
  add column digest bytea;

create unique index evidence_once on public.evidence (node, digest);
