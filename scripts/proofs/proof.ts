// ./scripts/proof --node N --record ID | --leaf INDEX [--from centre] [--status]  prints a proof file of the federation that is up:
// of a record, or of a leaf without content (a withdrawal). It comes from the province unless `--from centre`; `--status` prints the
// centre's signed status of the leaf instead. What is needed to check it is printed on standard error.
import { parseArgs } from 'node:util';
import { localFederation } from '@necips/testbed';

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    record: { type: 'string' },
    leaf: { type: 'string' },
    from: { type: 'string' },
    status: { type: 'boolean', default: false },
  },
});
const { node, record, leaf, from, status } = values;
const isUsable =
  node && (record === undefined) !== (leaf === undefined) && (!status || leaf) && (!from || from === 'centre');
if (!isUsable) {
  console.error('usage: ./scripts/proof --node N --record ID | --leaf INDEX [--from centre] [--status]');
  process.exit(2);
}
try {
  const federation = localFederation();
  const centre = federation.endpoints.centre.aggregation.rest;
  const base = from || status ? centre : federation.node(node).publication.rest;
  const ofLeaf = `/v1/nodes/${node}/leaves/${leaf}/${status ? 'status' : 'proof'}`;
  const file = await get(
    base + (record === undefined ? ofLeaf : `/v1/records/proof?recordId=${encodeURIComponent(record)}`),
  );
  process.stdout.write(file);
  console.error(await keysOf(centre, node, file));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** The keys as arguments of `./scripts/check-proof`: those of the generation of the log that the file is about. */
async function keysOf(centre: string, code: string, proof: string): Promise<string> {
  const keys = JSON.parse(await get(`${centre}/v1/keys`)) as {
    centre: string | null;
    nodes: { node: string; keys: string[]; logKeys: { verifierKey: string }[] }[];
  };
  const found = keys.nodes.find((one) => one.node === code);
  // A signature line begins with the name of its key; the status of a leaf has none of the province's.
  const signing = (found?.logKeys ?? []).filter(({ verifierKey }) =>
    proof.includes(`\u2014 ${verifierKey.split('+', 1)[0]} `),
  );
  const ofNode = signing.length > 0 ? signing.map(({ verifierKey }) => verifierKey) : (found?.keys ?? []);
  return [
    ...ofNode.map((key) => `--province-key ${key}`),
    ...(keys.centre ? [`--centre-key ${keys.centre}`] : []),
  ].join(' ');
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text;
}
