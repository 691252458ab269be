-- What was recorded of another province's records and is shown no longer, for their senders.
alter table transfer_in drop constraint transfer_in_state,
  add constraint transfer_in_state check (state in ('deferred', 'recorded', 'published', 'refused', 'withdrawn'));

-- Up to which feed sequence versions that take something back have been looked at: one row.
create table transfer_in_walk (
  sequence bigint not null,
  constraint transfer_in_walk_pkey primary key (sequence)
);
insert into transfer_in_walk (sequence) values (0);

-- There are few of them, and whoever looks for them is not to read all the others.
create index record_version_taking_back on record_version (sequence) where undo or withdrawal_id is not null;
