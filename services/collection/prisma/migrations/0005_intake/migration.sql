-- By which format a batch is read, how it came in, and in which form its rows are stored. What was there before is registration
-- files.
alter table submission
  add column format text not null default 'REG@1',
  add column way text not null default 'import',
  add column form text not null default 'csv',
  add column skipped bigint not null default 0,
  add column sealed boolean not null default false,
  add column dry_run boolean not null default false,
  add constraint submission_way check (way in ('entry', 'import', 'interface', 'connector', 'transfer')),
  add constraint submission_form check (form in ('csv', 'json', 'cells'));

-- What never leaves the node, sealed under its key. It goes with the content of its version, whoever erases that.
create table record_version_internal (
  sequence bigint not null,
  digest bytea not null,
  sealed bytea not null,
  constraint record_version_internal_pkey primary key (sequence),
  constraint record_version_internal_sequence_fkey foreign key (sequence) references record_version_content (sequence)
    on delete cascade
);
alter table record_version_internal
  alter column digest set statistics 0,
  alter column sealed set statistics 0;
-- Sealed text does not shrink.
alter table record_version_internal alter column sealed set storage external;

-- Knows the key again by which the internal parts are sealed.
create table sealing_key (
  name text not null,
  digest bytea not null,
  constraint sealing_key_pkey primary key (name)
);

-- The requests by which single records came in (数据接口), so that one that is sent again is known.
create table record_request (
  account text not null,
  idempotency_key text not null,
  request_hash bytea not null,
  submission_id uuid not null,
  row bigint not null,
  constraint record_request_pkey primary key (account, idempotency_key),
  constraint record_request_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);
create index record_request_submission on record_request (submission_id);
