-- Whether a department must sign what it hands in as a batch.
alter table department add column signature_required boolean not null default false;

-- An Ed25519 key by which a department signs what it hands in. Kept when it has ended: signatures by it are kept too.
create table department_key (
  department text not null,
  key_id text not null,
  public_key bytea not null,
  registered_at timestamptz(3) not null,
  registered_by text not null,
  ended_at timestamptz(3),
  constraint department_key_pkey primary key (department, key_id),
  constraint department_key_department_fkey foreign key (department) references department (uscc)
);

-- A department's signature over what it handed in, verified.
create table submission_signature (
  submission_id uuid not null,
  key_id text not null,
  signed_at text not null,
  body_hash bytea not null,
  signature bytea not null,
  constraint submission_signature_pkey primary key (submission_id),
  constraint submission_signature_submission_id_fkey foreign key (submission_id) references submission (id)
    on delete cascade
);
