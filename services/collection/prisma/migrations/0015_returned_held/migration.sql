-- Whether a held row came later than the term of M§9 allows: it counts as such once it is recorded.
alter table held_record add column late boolean not null default false;

-- Rows that were given back are kept for a time.
create index held_record_returned on held_record (returned_at) where returned_at is not null;
