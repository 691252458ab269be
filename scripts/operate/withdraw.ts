// ./scripts/withdraw --node 330000 (--record ID… | --submission ID) --reason … --authority …  ends the publicity of records by law,
// as an administrator of the node, waits until the province shows none of them, and ends with one line of JSON: the act.
// Exit status 1 where the act is refused, or is not done when the time is over; it goes on by itself then.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { localFederation } from '@necips/testbed';

const POLL_MS = 200;

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    record: { type: 'string', multiple: true },
    submission: { type: 'string' },
    reason: { type: 'string' },
    authority: { type: 'string' },
    'give-up-after': { type: 'string', default: '300' },
  },
});
const { node, record, submission, reason, authority } = values;
if (!node || !reason || !authority || !record === !submission) {
  const target = '(--record 330000/REG/91330106MA0000007Q … | --submission ID)';
  console.error(`usage: ./scripts/withdraw --node 330000 ${target} --reason 原因 --authority 依据`);
  process.exit(2);
}

const federation = localFederation();
const base = `${federation.node(node).collection.rest}/v1/withdrawals`;
const deadline = Date.now() + Number(values['give-up-after']) * 1_000;

/** Calls as an administrator; ends the process where the call is refused. */
async function call(url: string, init?: RequestInit): Promise<Act> {
  const response = await federation.call(`province-admin@${node}`, url, init);
  if (response.ok) return (await response.json()) as Act;
  console.error(await response.text());
  process.exit(1);
}

let act = await call(base, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({ ...(record ? { recordIds: record } : { submission }), reason, authority }),
});
while (act.state === 'withdrawing' && Date.now() < deadline) {
  console.error(`${act.records} records withdrawn, not yet known to be hidden`);
  await delay(POLL_MS);
  act = await call(`${base}/${act.withdrawalId}`);
}
console.log(JSON.stringify(act));
process.exitCode = act.state === 'withdrawing' ? 1 : 0;

/** An act of withdrawal, as far as it is looked at here. */
interface Act {
  withdrawalId: string;
  state: 'withdrawing' | 'hidden' | 'lifted';
  records: number;
}
