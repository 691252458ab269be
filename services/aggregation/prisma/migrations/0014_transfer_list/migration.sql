-- The journal of transfers is read page by page, the newest first, and ends row by row after a named time.
alter table public.transfer add column number bigint generated always as identity;

create unique index transfer_number on public.transfer (number);
create index transfer_last on public.transfer (last_sent_at);
