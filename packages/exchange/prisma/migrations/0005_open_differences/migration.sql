-- What is open is looked for whenever something is found or mended; it is little, among much that was mended.
create index difference_open on exchange.difference (node, generation, leaf_index) where mended_at is null;
