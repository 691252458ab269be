-- A new generation of the log that has not carried over everything yet; the row goes with the leaf that says it has.
create table carry_over (
  generation integer not null,
  -- Carried over up to this record.
  after_record_id text not null,
  -- Leaves were lost that were signed: nothing is shown or carried over before collection's feed was compared and followed to its end.
  awaits_feed boolean not null,
  constraint carry_over_pkey primary key (generation)
);
