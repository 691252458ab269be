-- A department that may hand in records (谁产生、谁提供、谁负责, M§12).
create table department (
  uscc text not null,
  name text not null,
  items text[] not null,
  ways text[] not null,
  area text not null,
  contact text not null,
  onboarded_at timestamptz(3) not null,
  onboarded_by text not null,
  revoked_at timestamptz(3),
  revoked_by text,
  revoke_reason text,
  constraint department_pkey primary key (uscc)
);

-- An account of a department in the node's realm.
create table department_account (
  account text not null,
  department text not null,
  -- Tokens issued before are refused: their credentials have ended.
  valid_from timestamptz(3) not null,
  -- It is still to be disabled in the realm.
  disabling boolean not null default false,
  constraint department_account_pkey primary key (account),
  constraint department_account_department_fkey foreign key (department) references department (uscc)
);

create index department_account_department on department_account (department);
create index department_account_disabling on department_account (account) where disabling;
