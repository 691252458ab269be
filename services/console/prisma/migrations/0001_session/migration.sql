create table session (
  id_hash bytea primary key,
  subject text not null,
  account text not null,
  tokens bytea not null,
  renew_at timestamptz(3) not null,
  used_at timestamptz(3) not null,
  ends_at timestamptz(3) not null
);
create index session_ends_at on session (ends_at);
