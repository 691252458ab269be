-- A pull connector (数据库对接, M§8): a department's own table or view, read by watermark.
create table connector (
  id uuid not null,
  number bigint generated always as identity,
  department text not null,
  item text not null,
  host text not null,
  port integer not null,
  database text not null,
  username text not null,
  -- Under the node's sealing key.
  password_sealed bytea not null,
  schema text not null,
  relation text not null,
  watermark_column text not null,
  key_column text not null,
  -- Types of the two columns when it was registered: with others, what was read cannot be gone on from.
  watermark_type text not null,
  key_type text not null,
  -- [{"field": …, "column": …}]
  columns jsonb not null,
  overlap integer not null,
  period_seconds integer not null,
  batch_rows integer not null,
  state text not null,
  reason text not null default '',
  explanation text not null default '',
  -- Rises with every act on it.
  revision integer not null default 1,
  failures integer not null default 0,
  next_at timestamptz(3) not null,
  pulled_at timestamptz(3),
  rows bigint not null default 0,
  -- The furthest row that was handed in, as the source writes it. Its key may say whom it is about: it is sealed.
  place_watermark text,
  place_key_sealed bytea,
  -- The watermark before which everything was there to see.
  settled text,
  registered_at timestamptz(3) not null,
  registered_by text not null,
  constraint connector_pkey primary key (id),
  constraint connector_state check (state in ('running', 'paused', 'stopped')),
  constraint connector_place check ((place_watermark is null) = (place_key_sealed is null)),
  constraint connector_department_fkey foreign key (department) references department (uscc)
);

create unique index connector_number on connector (number);
create index connector_department on connector (department, number);
create index connector_due on connector (next_at) where state = 'running';

-- Rows that were handed in and will be read again, because others may still come up between them: keyed hashes.
create table connector_row (
  connector_id uuid not null,
  digest bytea not null,
  watermark text not null,
  constraint connector_row_pkey primary key (connector_id, digest),
  constraint connector_row_connector_id_fkey foreign key (connector_id) references connector (id) on delete cascade
);
