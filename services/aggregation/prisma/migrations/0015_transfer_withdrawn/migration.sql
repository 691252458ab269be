-- A further word of a destination: that it shows no longer what it had recorded. No row has it yet.
alter table public.transfer add constraint transfer_state
  check (state in ('sent', 'deferred', 'recorded', 'published', 'refused', 'withdrawn'));
