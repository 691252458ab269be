create schema if not exists runtime;

create table runtime.audit_entry (
  sequence bigint not null,
  at timestamptz(3) not null,
  actor text not null,
  act text not null,
  object text not null,
  details text not null,
  previous bytea not null,
  hash bytea not null,
  constraint audit_entry_pkey primary key (sequence)
);

-- The log is append-only for every role, the owner included.
create function runtime.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;

create trigger audit_entry_append_only before update or delete or truncate on runtime.audit_entry
  for each statement execute function runtime.refuse_change();

create table runtime.feed (
  name text not null,
  incarnation uuid not null,
  constraint feed_pkey primary key (name)
);

create table runtime.feed_cursor (
  feed text not null,
  incarnation uuid not null,
  sequence bigint not null,
  digest bytea not null,
  constraint feed_cursor_pkey primary key (feed)
);
