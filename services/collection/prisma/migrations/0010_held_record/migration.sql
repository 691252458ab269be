-- Rows whose subject is not known (记于企业名下, M§9): a queue that people work, and that empties by itself when the subject appears.
create table held_record (
  held_id bigint generated always as identity,
  record_id text not null,
  submission_id uuid not null,
  row_number bigint not null,
  uscc text,
  registration_number text,
  organisation_code text,
  name text not null,
  keys uuid[] not null,
  reason text not null,
  note text not null default '',
  public_part text not null,
  restricted_part text not null,
  internal_digest bytea,
  internal_sealed bytea,
  held_at timestamptz(3) not null,
  due boolean not null default false,
  owner text,
  owned_at timestamptz(3),
  returned_at timestamptz(3),
  returned_by text,
  constraint held_record_pkey primary key (held_id),
  constraint held_record_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);

-- Of one record only the newest row is held.
create unique index held_record_record on held_record (record_id);
create index held_record_submission on held_record (submission_id, row_number);
-- Whom a change of the directory concerns.
create index held_record_keys on held_record using gin (keys) where returned_at is null;
create index held_record_due on held_record (held_id) where due;

alter table held_record
  alter column record_id set statistics 0,
  alter column name set statistics 0,
  alter column public_part set statistics 0,
  alter column restricted_part set statistics 0,
  alter column internal_sealed set statistics 0,
  alter column internal_sealed set storage external;

alter table submission
  add column held bigint not null default 0,
  drop constraint submission_counts,
  add constraint submission_counts check (state <> 'completed' or rows = accepted + unchanged + rejected + withheld + held);
