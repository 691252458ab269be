-- What a leaf has superseded: the earlier leaves of a record are found from the one that it stands at (M§12). Only corrections are here.
create index superseded_successor on exchange.superseded (node, generation, successor_index);
