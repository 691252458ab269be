-- Roots over 256, 256², … leaves of the logs that are applied here, so that an inclusion proof reads hundreds of rows and not the
-- log. Computed from the stored leaves when a proof is asked for; may be deleted at any time.
create table public.tile_root (
  node text not null,
  generation integer not null,
  level smallint not null,
  tile_index bigint not null,
  root bytea not null,
  constraint tile_root_pkey primary key (node, generation, level, tile_index)
);
