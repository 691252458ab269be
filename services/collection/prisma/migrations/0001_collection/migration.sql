-- One batch and where it stands.
create table submission (
  id uuid not null,
  number bigint generated always as identity,
  item text not null,
  state text not null,
  department text not null,
  department_name text not null,
  account text not null,
  file_name text not null,
  idempotency_key text,
  content_hash bytea,
  fields text[],
  encoding text,
  compression text,
  body_bytes bigint not null default 0,
  content_bytes bigint not null default 0,
  rows bigint not null default 0,
  accepted bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  findings bigint not null default 0,
  received_at timestamptz(3) not null,
  alive_at timestamptz(3) not null,
  completed_at timestamptz(3),
  failure text not null default '',
  next_row bigint not null default 1,
  first_feed_sequence bigint,
  last_feed_sequence bigint,
  undo_target text,
  undone_sequence bigint not null default 0,
  withdrawn bigint not null default 0,
  restored bigint not null default 0,
  kept bigint not null default 0,
  has_upload boolean not null default true,
  constraint submission_pkey primary key (id),
  constraint submission_state check (state in ('receiving', 'incomplete', 'received', 'processing', 'completed',
    'taking_back', 'taken_back', 'cancelled', 'failed')),
  -- Every row is accepted, unchanged or reported.
  constraint submission_counts check (state <> 'completed' or rows = accepted + unchanged + rejected)
);

create unique index submission_number on submission (number);
create unique index submission_idempotency_key on submission (account, idempotency_key);
create index submission_department on submission (department, number);
-- What the worker has to do, oldest first.
create index submission_work on submission (number) where state in ('received', 'processing', 'taking_back');

-- A piece of an upload: complete rows as they were sent, in zstd.
create table upload_chunk (
  submission_id uuid not null,
  first_row bigint not null,
  rows integer not null,
  bytes bytea not null,
  constraint upload_chunk_pkey primary key (submission_id, first_row),
  constraint upload_chunk_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);
-- Compressed already.
alter table upload_chunk alter column bytes set storage external;

create table repeated_keys (
  submission_id uuid not null,
  hashes bytea not null,
  constraint repeated_keys_pkey primary key (submission_id),
  constraint repeated_keys_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);

create table repeated_row (
  submission_id uuid not null,
  row bigint not null,
  record_id text not null,
  content bytea not null,
  constraint repeated_row_pkey primary key (submission_id, row),
  constraint repeated_row_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);

create index repeated_row_record on repeated_row (submission_id, record_id, row);

-- The row-error report. Without a foreign key: a file may have a million errors, and a check for each is not worth it.
create table row_error (
  submission_id uuid not null,
  row bigint not null,
  position integer not null,
  field text not null,
  label text not null,
  value text not null,
  code text not null,
  reason text not null,
  mend text not null,
  finding boolean not null,
  constraint row_error_pkey primary key (submission_id, row, position)
);

-- Every version of every record: append-only, and the feed that publication follows.
create table record_version (
  sequence bigint generated always as identity,
  record_id text not null,
  version bigint not null,
  operation smallint not null,
  head text not null,
  public_part text not null,
  restricted_part text not null,
  submission_id uuid not null,
  row_number bigint not null,
  undo boolean not null,
  restores bigint,
  collected_at_ms bigint not null,
  constraint record_version_pkey primary key (sequence)
);

create unique index record_version_record on record_version (record_id, version);

create function refuse_record_version_change() returns trigger language plpgsql as $$
begin
  raise exception 'record versions are append-only';
end $$;

create trigger record_version_append_only before update or delete or truncate on record_version
  for each statement execute function refuse_record_version_change();
