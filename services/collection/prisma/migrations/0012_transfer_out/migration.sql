-- Records about enterprises of other provinces, on their way there (记于企业名下, M§9). Their bodies stand in held_record, which a record leaves
-- when its destination has recorded it: the outbox holds none.

-- A record that was sent to another province at some time.
create table transfer_record (
  -- What the destination knows it by. Random: it says nothing of what it stands for.
  record_key uuid not null,
  -- Once the record is lawfully withdrawn: a stand-in made from its tombstone.
  record_id text not null,
  -- USCC of the department that provides it.
  department text not null,
  -- The last version that was given to a transfer of it.
  version bigint not null,
  -- It is in another province, or on its way.
  away boolean not null,
  constraint transfer_record_pkey primary key (record_key)
);

create unique index transfer_record_record on transfer_record (record_id);

-- One version of such a record for one province, or its taking back.
create table transfer_out (
  transfer_id uuid not null,
  number bigint generated always as identity,
  record_key uuid not null,
  version bigint not null,
  taken_back boolean not null,
  to_node text not null,
  -- Where its body is; absent for a taking back, and once nothing is to be sent any more.
  held_id bigint,
  submission_id uuid not null,
  row_number bigint not null,
  -- Keyed hash of what was sent, so that a row that says the same again is known.
  content_digest bytea,
  -- waiting, deferred, recorded, published, refused, ended
  state text not null,
  reason text not null,
  explanation text not null,
  -- The outcome is the centre's word, or this node's own, and not the destination's.
  by_centre boolean not null default false,
  -- Since when it is known that it belongs there.
  learned_at timestamptz(3) not null,
  -- ISO dates in China (Order 45 §10).
  hand_on_by text not null,
  answer_by text,
  sends integer not null default 0,
  first_sent_at timestamptz(3),
  -- Absent once nothing is to be sent any more.
  next_send_at timestamptz(3),
  answered_at timestamptz(3),
  remote_record_id text,
  remote_version bigint,
  constraint transfer_out_pkey primary key (transfer_id),
  constraint transfer_out_record_key_fkey foreign key (record_key) references transfer_record (record_key),
  constraint transfer_out_held_id_fkey foreign key (held_id) references held_record (held_id) on delete set null,
  constraint transfer_out_submission_id_fkey foreign key (submission_id) references submission (id) on delete cascade
);

create unique index transfer_out_number on transfer_out (number);
create unique index transfer_out_version on transfer_out (record_key, version);
create index transfer_out_held on transfer_out (held_id);
create index transfer_out_submission on transfer_out (submission_id, number);
create index transfer_out_due on transfer_out (next_send_at) where next_send_at is not null;

-- Statistics of a column hold some of its values.
alter table transfer_record alter column record_id set statistics 0;
alter table transfer_out
  alter column remote_record_id set statistics 0,
  alter column explanation set statistics 0;

-- Rows that another province has recorded.
alter table submission
  add column transferred bigint not null default 0,
  drop constraint submission_counts,
  add constraint submission_counts
    check (state <> 'completed' or rows = accepted + unchanged + rejected + withheld + held + transferred);
