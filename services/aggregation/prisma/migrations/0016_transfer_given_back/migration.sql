-- A further word of a destination: that the enterprise has moved on, and its sender has the record back. No row has it yet.
alter table public.transfer drop constraint transfer_state,
  add constraint transfer_state check (state in ('sent', 'deferred', 'recorded', 'published', 'refused', 'given_back', 'withdrawn'));
