-- What somebody enters online (在线录入, M§8) until it is handed in. What was typed is sealed, and is gone once it is handed in: from
-- then on it is the row of a submission.
create table entry_draft (
  id uuid not null,
  number bigint generated always as identity,
  item text not null,
  state text not null,
  department text not null,
  department_name text not null,
  account text not null,
  -- Rises with every change, so that nobody changes or decides on what he has not seen.
  revision integer not null default 1,
  sealed bytea,
  note text not null default '',
  reviewer text,
  submission_id uuid,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  constraint entry_draft_pkey primary key (id),
  constraint entry_draft_state check (state in ('editing', 'in_review', 'returned', 'submitted')),
  constraint entry_draft_sealed check ((state = 'submitted') = (sealed is null)),
  constraint entry_draft_submission_id_fkey foreign key (submission_id) references submission (id) on delete set null
);

create unique index entry_draft_number on entry_draft (number);
create index entry_draft_account on entry_draft (account, number);
create index entry_draft_in_review on entry_draft (number) where state = 'in_review';
create index entry_draft_changed on entry_draft (changed_at);
create index entry_draft_submission on entry_draft (submission_id);
alter table entry_draft alter column sealed set statistics 0;
-- Sealed text does not shrink.
alter table entry_draft alter column sealed set storage external;
