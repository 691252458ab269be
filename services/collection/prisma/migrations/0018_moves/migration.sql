-- Enterprises that move to another province (迁出): their records go after them once they are registered there.
alter table subject
  -- Its registration here says so.
  add column moved_out boolean not null default false,
  -- Where the centre has found it since, six digits: it is nobody's here any more.
  add column moved_to text;

-- A subject that has moved out: where it went is asked of the centre until it is known, and then its records are sent there.
create table subject_move (
  subject_id bigint not null,
  -- By which the centre's answer is known.
  locate_id uuid not null default gen_random_uuid(),
  ask_at timestamptz(3) not null default now(),
  asks smallint not null default 0,
  -- Its records up to this one are on their way.
  moved_after text not null default '',
  done boolean not null default false,
  constraint subject_move_pkey primary key (subject_id)
);

create unique index subject_move_locate on subject_move (locate_id);
create index subject_move_ask on subject_move (ask_at);
create index subject_move_due on subject_move (subject_id) where not done;

-- Statistics of a column hold some of its values.
alter table subject_move alter column moved_after set statistics 0;

-- The record of a held row may still be shown here: it goes when its destination has recorded it.
alter table held_record add column shown boolean not null default false;

drop index held_record_ask;
create index held_record_ask on held_record (ask_at) where reason in ('unmatched', 'moved_out') and returned_at is null;

-- The node that has recorded it instead, where a version withdraws a record that has moved with its subject.
alter table record_version add column moved_to text;
