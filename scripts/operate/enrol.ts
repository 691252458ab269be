// ./scripts/enrol --node 640000 …  enrols provinces in the running federation: realm, Kafka account with topics, rights and quotas, databases,
// log key, and the pin of that key at the centre; then starts their services, and consoles where there are any.
import { parseArgs } from 'node:util';
import { localFederation, runDirectory, showProgress, startFederation } from '@necips/testbed';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', multiple: true, default: [] } },
});
const nodes = [...values.node, ...positionals];
if (nodes.length === 0) {
  console.error('usage: ./scripts/enrol --node 640000 …');
  process.exit(2);
}
// Fails where nothing is up, instead of bringing up a federation that nobody asked for.
const { consoles } = localFederation().endpoints;
// Where the others have a console, the new ones get theirs.
const hasConsoles = Object.keys(consoles).length > 0;
await startFederation({ runDirectory: runDirectory(process.env), nodes, hasConsoles, progress: showProgress });
