-- 记于企业名下 (M§9): the subjects that the node's own registration records name, and how far the feed was read for them.
create table subject_directory (
  name text not null,
  sequence bigint not null,
  constraint subject_directory_pkey primary key (name)
);

insert into subject_directory (name, sequence) values ('record', 0);

-- One subject; its id stays when name, number and province change.
create table subject (
  subject_id bigint generated always as identity,
  record_id text,
  code text not null,
  name text not null,
  category smallint not null,
  uscc text,
  registration_number text,
  name_key uuid,
  keys uuid[] not null,
  key_sequences bigint[] not null,
  carry_due boolean not null default false,
  carried_after text not null default '',
  constraint subject_pkey primary key (subject_id)
);

create index subject_carry on subject (subject_id) where carry_due;

-- What a subject is known by: hashes of its codes, its name and its former names.
create table subject_alias (
  key uuid not null,
  subject_id bigint not null,
  constraint subject_alias_pkey primary key (key, subject_id)
);

-- Which subject a registration record is of; superseded where another one of the same subject has taken its place.
create table subject_registration (
  record_id text not null,
  subject_id bigint not null,
  superseded boolean not null default false,
  constraint subject_registration_pkey primary key (record_id)
);

create index subject_registration_subject on subject_registration (subject_id);
create index subject_registration_superseded on subject_registration (record_id) where superseded;

-- Which subject every other record is about.
create table record_subject (
  record_id text not null,
  subject_id bigint not null,
  constraint record_subject_pkey primary key (record_id)
);

create index record_subject_subject on record_subject (subject_id, record_id);

-- Statistics of a column hold some of its values.
alter table subject
  alter column code set statistics 0,
  alter column name set statistics 0,
  alter column record_id set statistics 0;
