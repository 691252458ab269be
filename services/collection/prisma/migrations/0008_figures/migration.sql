-- Accepted rows that came later than the term of M§9 allows.
alter table submission add column late bigint not null default 0;

-- How many lines of the report a submission has of each kind, so that figures need not count reports of a million lines.
create table submission_fault (
  submission_id uuid not null,
  code text not null,
  finding boolean not null,
  lines bigint not null,
  constraint submission_fault_pkey primary key (submission_id, code, finding),
  constraint submission_fault_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);
