-- Versions that a restored node got back from what it had published, not from a submission that it still has to process.
alter table record_version add column refilled boolean not null default false;
