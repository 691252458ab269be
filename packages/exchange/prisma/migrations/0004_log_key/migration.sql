-- The keys of each log, one after another: each signs the trees from its size up to the next key's.
create table exchange.log_key (
  node text not null,
  generation integer not null,
  from_size bigint not null,
  verifier_key text not null,
  constraint log_key_pkey primary key (node, generation, from_size)
);
