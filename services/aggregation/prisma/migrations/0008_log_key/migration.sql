-- Keys pinned before logs had more than one.
insert into exchange.log_key (node, generation, from_size, verifier_key)
  select code, generation, 0, log_key from public.node join public.node_state on node_state.node = node.code;
