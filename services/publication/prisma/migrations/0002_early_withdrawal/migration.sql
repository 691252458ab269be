-- Withdrawals that overtook the backlog of collection's feed: until the feed has passed them, no version of the record up to
-- this one gets a leaf. Kept no longer than that, for it names a record that is withdrawn.
create table early_withdrawal (
  record_id text not null,
  version bigint not null,
  sequence bigint not null,
  constraint early_withdrawal_pkey primary key (record_id)
);
