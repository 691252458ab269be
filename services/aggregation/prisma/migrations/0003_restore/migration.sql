-- Provinces whose data is not shown, because the centre was restored from a backup and may still hold what they have withdrawn
-- since. The row goes when the province's log is applied up to where it stood after the restore.
create table withheld (
  node text not null,
  since timestamptz(3) not null,
  constraint withheld_pkey primary key (node)
);
