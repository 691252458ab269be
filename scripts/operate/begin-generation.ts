// ./scripts/begin-generation --node 330000 --reason … [--own-log-holds]  lets a province of the running federation begin the next generation
// of its log, as docs/runbook-keys.md has it: makes the new key, permits it as an administrator of the centre, begins as one of the
// province, and waits until everything shown is carried over and verified. Ends with one line of JSON. Repeating it goes on where it was.
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { localFederation, logFiles, runDirectory } from '@necips/testbed';
import { makeKey, verifierKeyOf } from '@necips/tlog';

const POLL_MS = 500;
const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    reason: { type: 'string' },
    'own-log-holds': { type: 'boolean', default: false },
    'give-up-after': { type: 'string', default: '3600' },
  },
});
const { node, reason } = values;
if (!node || !reason) {
  console.error(
    'usage: ./scripts/begin-generation --node 330000 --reason 原因 [--own-log-holds] [--give-up-after SECONDS]',
  );
  process.exit(2);
}

const federation = localFederation();
const centre = federation.endpoints.centre.aggregation.rest;
const province = federation.node(node).publication.rest;

/** Calls as somebody; ends the process where the call is refused. */
async function call<T>(as: string, url: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await federation.call(as, url, init);
  if (response.ok) return (await response.json()) as T;
  console.error(`${url}: ${await response.text()}`);
  process.exit(1);
}

/** The key that lies ready, or a new one. */
async function nextKey(generation: number): Promise<string> {
  const { keyFile } = logFiles(runDirectory(process.env), node as string);
  const file = `${keyFile}.next`;
  const placed = await readFile(file, 'utf8').catch(() => undefined);
  if (placed !== undefined) return verifierKeyOf(placed.trim());
  const { signerKey, verifierKey } = makeKey(`necips.local/${node}/${generation}`);
  await writeFile(file, `${signerKey}\n`, { mode: 0o600, flag: 'wx' });
  return verifierKey;
}

const status = () => call<Status>(`central-admin@centre`, `${centre}/v1/nodes/${node}`);
const before = await status();
// Permitted and not begun, or begun and not all carried over: it goes on.
if (before.carryOver === null || before.carryOver.records === null) {
  const generation = before.carryOver === null ? before.generation + 1 : before.generation;
  const logKey = await nextKey(generation);
  await call(`central-admin@centre`, `${centre}/v1/nodes/${node}/generation`, { reason, logKey });
  console.error(`generation ${generation} is permitted under ${logKey}`);
  const begun = await call<{ records: number; previousSize: number }>(
    `province-admin@${node}`,
    `${province}/v1/log/begin-generation`,
    { reason, ownLogHolds: values['own-log-holds'] },
  );
  console.error(`it follows ${begun.previousSize} leaves; ${begun.records} records are to be carried over`);
}
const deadline = Date.now() + Number(values['give-up-after']) * 1_000;
let now = await status();
for (; now.carryOver !== null && Date.now() < deadline; now = await status()) {
  console.error(now.carryOver.reason);
  await delay(POLL_MS);
}
const { generation, verifiedSize, carryOver } = now;
console.log(JSON.stringify({ node, generation, verifiedSize, carryOver }));
process.exitCode = carryOver === null ? 0 : 1;

/** What is read of the roll-up status. */
interface Status {
  generation: number;
  verifiedSize: number;
  carryOver: { records: number | null; carried: number; reason: string } | null;
}
