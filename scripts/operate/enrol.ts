// ./scripts/enrol --node 640000 …  enrols provinces in the running federation: realm, Kafka account with topics, rights and quotas, databases,
// log key, and the pin of that key at the centre; then starts their services.
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
localFederation();
await startFederation({ runDirectory: runDirectory(process.env), nodes, progress: showProgress });
