-- One act of lawful withdrawal (依法撤回公示).
create table withdrawal (
  id uuid not null,
  number bigint generated always as identity,
  account text not null,
  reason text not null,
  authority text not null,
  submission_id uuid,
  idempotency_key text,
  request_hash bytea,
  requested_at timestamptz(3) not null,
  walked_sequence bigint not null default 0,
  records bigint not null default 0,
  published bigint not null default 0,
  already bigint not null default 0,
  last_sequence bigint,
  recorded_at timestamptz(3),
  hidden_at timestamptz(3),
  lifted_at timestamptz(3),
  lifted_by text,
  lift_reason text,
  lift_authority text,
  details_erased_at timestamptz(3),
  constraint withdrawal_pkey primary key (id)
);

create unique index withdrawal_number on withdrawal (number);
create unique index withdrawal_idempotency_key on withdrawal (account, idempotency_key);
-- Whole batches that are still being walked over, oldest first.
create index withdrawal_work on withdrawal (number) where recorded_at is null;
-- What is recorded and not yet known to be hidden.
create index withdrawal_shown on withdrawal (last_sequence) where hidden_at is null;

-- What the node knows of a withdrawn record: a keyed hash of its identity, and for a time the identity itself.
create table tombstone (
  hash bytea not null,
  withdrawal_id uuid not null,
  record_id text,
  lifted_at timestamptz(3),
  constraint tombstone_pkey primary key (hash),
  constraint tombstone_withdrawal_id_fkey foreign key (withdrawal_id) references withdrawal (id)
);

create index tombstone_withdrawal on tombstone (withdrawal_id, hash);

-- Knows the key again by which the tombstones are hashed.
create table tombstone_key (
  name text not null,
  digest bytea not null,
  constraint tombstone_key_pkey primary key (name)
);

-- How far a reader of the feed no longer shows what was withdrawn.
create table withdrawal_reader (
  name text not null,
  incarnation uuid not null,
  sequence bigint not null,
  acknowledged_at timestamptz(3) not null,
  account text not null,
  constraint withdrawal_reader_pkey primary key (name)
);

-- Tables out of which content was deleted and whose files still hold it.
create table erasure_due (
  table_name text not null,
  since timestamptz(3) not null,
  marks bigint not null default 1,
  constraint erasure_due_pkey primary key (table_name)
);

-- How far the feed was walked over for contents that a later version supersedes.
create table superseded_walk (
  item text not null,
  sequence bigint not null,
  constraint superseded_walk_pkey primary key (item)
);

-- A lawful withdrawal is a version that no row of a submission made.
alter table record_version
  add column withdrawal_id uuid,
  add column tombstone bytea,
  alter column submission_id drop not null,
  add constraint record_version_origin check (num_nonnulls(submission_id, withdrawal_id) = 1);

-- What FollowWithdrawals reads, whatever lies between.
create index record_version_withdrawal on record_version (sequence) where withdrawal_id is not null;

alter table submission
  add column withheld bigint not null default 0,
  add column redacted_at timestamptz(3),
  drop constraint submission_counts,
  add constraint submission_counts check (state <> 'completed' or rows = accepted + unchanged + rejected + withheld);
