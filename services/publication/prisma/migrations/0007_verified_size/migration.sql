-- How far the centre had verified the log at which time, by its receipts: what tells when a leaf had been verified (M§12).
create table verified_size (
  generation integer not null,
  size bigint not null,
  verified_at_ms bigint not null,
  constraint verified_size_pkey primary key (generation, size)
);

insert into verified_size (generation, size, verified_at_ms)
select generation, verified_size, verified_at_ms from receipt where verified_size > 0;
