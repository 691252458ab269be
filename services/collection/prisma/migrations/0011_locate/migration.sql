-- Where the enterprise of a held row is registered (记于企业名下, M§9): the centre is asked by itself, again from time to time, because what is
-- unknown today may be registered tomorrow.
alter table held_record
  -- By which the centre's answer is known. Numbers of rows come again in a restored database; this does not.
  add column locate_id uuid not null default gen_random_uuid(),
  add column ask_at timestamptz(3) not null default now(),
  -- Times asked since the last answer.
  add column asks smallint not null default 0,
  -- found, unknown or ambiguous
  add column located text,
  add column located_node text,
  add column located_by text,
  add column located_at timestamptz(3);

create unique index held_record_locate on held_record (locate_id);
create index held_record_ask on held_record (ask_at) where reason = 'unmatched' and returned_at is null;
