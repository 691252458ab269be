-- What a version says stands apart from the version, so that it can go while the version stays: publicity ends (依法撤回).
create table record_version_content (
  sequence bigint not null,
  head text not null,
  public_part text not null,
  restricted_part text not null,
  constraint record_version_content_pkey primary key (sequence)
);

insert into record_version_content (sequence, head, public_part, restricted_part)
select sequence, head, public_part, restricted_part from record_version order by sequence;

alter table record_version drop column head, drop column public_part, drop column restricted_part;
-- Dropping a column leaves its values in the table's pages; writing the table anew does not.
cluster record_version using record_version_pkey;
alter table record_version set without cluster;

-- Statistics of a column hold some of its values.
alter table record_version_content
  alter column head set statistics 0,
  alter column public_part set statistics 0,
  alter column restricted_part set statistics 0;
alter table row_error alter column value set statistics 0;
alter table upload_chunk alter column bytes set statistics 0;
alter table repeated_row alter column content set statistics 0;

-- A transaction that erases by law, or because the time of a superseded content is over, says so; every other one is refused.
create or replace function refuse_record_version_change() returns trigger language plpgsql as $$
begin
  if tg_op <> 'TRUNCATE' and current_setting('necips.erasure', true) = 'on' then
    return null;
  end if;
  raise exception 'record versions are append-only';
end $$;

create trigger record_version_content_append_only before update or delete or truncate on record_version_content
  for each statement execute function refuse_record_version_change();
