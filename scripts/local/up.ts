// ./scripts/up [--nodes 330000,440000] [--empty] [--port-base N]  starts a centre and provinces on this machine, supervised in the
// background, loads a made-up sample unless told not to, and waits until the centre has verified it. Run again it repairs
// what is down and adds nodes newly named.
import { parseArgs } from 'node:util';
import { type Endpoints, loadSample, runDirectory, showProgress, startFederation } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '330000,440000' },
    empty: { type: 'boolean', default: false },
    'port-base': { type: 'string' },
  },
});
const portBase = values['port-base'] === undefined ? undefined : Number(values['port-base']);
if (portBase !== undefined && !(Number.isInteger(portBase) && portBase >= 1024 && portBase <= 64_000)) {
  console.error('usage: ./scripts/up [--nodes 330000,440000] [--empty] [--port-base 21000]');
  process.exit(2);
}

const startedAt = performance.now();
const directory = runDirectory(process.env);
const nodes = values.nodes.split(',').map((node) => node.trim());
const local = await startFederation({
  runDirectory: directory,
  nodes,
  hasConsoles: true,
  ...(portBase !== undefined && { portBase }),
  progress: showProgress,
});
if (!values.empty) {
  for (const node of Object.keys(local.endpoints.nodes)) {
    await showProgress(
      `${node}: sample loaded and verified by the centre`,
      () => loadSample(local, directory, node),
      (result) => (result ? `${result.accepted} of ${result.rows} rows accepted` : 'there already'),
    );
  }
}
printEndpoints(local.endpoints);
console.log(
  `up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s; logs in ${directory}/log; ./scripts/down stops it`,
);

function printEndpoints({ nodes: provinces, centre, consoles, keycloak, kafka }: Endpoints): void {
  console.log(`\ncentre  aggregation  ${centre.aggregation.rest}  gRPC ${centre.aggregation.grpc}`);
  for (const [node, { collection, publication }] of Object.entries(provinces)) {
    console.log(`${node}  collection   ${collection.rest}  gRPC ${collection.grpc}`);
    console.log(`${node}  publication  ${publication.rest}  gRPC ${publication.grpc}  log ${publication.log}`);
  }
  for (const [node, url] of Object.entries(consoles)) {
    console.log(`${node === '100000' ? 'centre' : node}  console      ${url}`);
  }
  console.log(`people and their passwords: one file each in ${directory}/secrets/people/<realm>/`);
  console.log(`Keycloak ${keycloak}  Kafka ${kafka}  all of it in ${directory}/endpoints.json`);
}
