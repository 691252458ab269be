// ./scripts/search-copies --text TEXT [--hex BYTES]… [--also PATH]…  looks for a planted body in every copy that the local federation
// makes (docs/copy-inventory.md): tables through SQL, files of PostgreSQL and its write-ahead log, Kafka's segments, logs, and
// whatever else lies in the run folder. Prints place by place `found` or `not found`; the last line is one JSON object. Exit
// status 1 if it was found anywhere.
import { parseArgs } from 'node:util';
import { localFederation, needlesOf, runDirectory, type SearchedPlace, searchCopies } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    text: { type: 'string' },
    hex: { type: 'string', multiple: true, default: [] },
    also: { type: 'string', multiple: true, default: [] },
  },
});

const needles = needlesOf(values);
const { endpoints } = localFederation();
const options = { runDirectory: runDirectory(process.env), postgresUrl: endpoints.postgres, also: values.also };
const places: SearchedPlace[] = [];
for await (const searched of searchCopies(options, needles)) {
  places.push(searched);
  console.log(
    `${searched.found ? 'found    ' : 'not found'}  ${[searched.place, ...searched.where].join('\n             ')}`,
  );
}
const found = places.some((searched) => searched.found);
console.log(JSON.stringify({ found, places: places.map(({ place, found: isFound }) => ({ place, found: isFound })) }));
process.exitCode = found ? 1 : 0;
