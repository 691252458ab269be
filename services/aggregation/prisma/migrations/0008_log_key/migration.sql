-- Keys pinned before logs had more than one. The table is the public copy's, which is not there where this schema is checked alone.
do $$ begin
  if to_regclass('exchange.log_key') is not null then
    insert into exchange.log_key (node, generation, from_size, verifier_key)
      select code, generation, 0, log_key from public.node join public.node_state on node_state.node = node.code;
  end if;
end $$;
