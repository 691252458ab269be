-- Records of other provinces whose enterprise has moved on, and that their senders have back.
alter table transfer_in drop constraint transfer_in_state,
  add constraint transfer_in_state check (state in ('deferred', 'recorded', 'published', 'refused', 'given_back', 'withdrawn'));
