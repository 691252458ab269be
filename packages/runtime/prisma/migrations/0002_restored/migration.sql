-- Restores of this database from a backup. While one is not resolved, what happened since the backup was taken has yet to come
-- back, withdrawals among it.
create table runtime.restored (
  restored_at timestamptz(3) not null,
  taken_at timestamptz(3) not null,
  resolved_at timestamptz(3),
  constraint restored_pkey primary key (restored_at)
);

-- The life that the feed had in the backup: by it a follower's cursor into that life is known again.
alter table runtime.feed add column previous_incarnation uuid;
