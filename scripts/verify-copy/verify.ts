// ./scripts/verify [--deep] [--settle S] [--node CODE]…  shows whether the centre's copy is exactly what each province shows (M§10). A
// process of its own that trusts neither service: it reads heads, bodies and salts as they are stored at the centre, hashes
// them itself, and holds them against the province's public log under the key that was pinned at enrolment. Progress goes to
// standard error; the last line of standard output is one JSON object. Exit status 1 unless every node is equal at its
// verified checkpoint. --database names another centre's database than that of this checkout's federation. --deep first asks both
// levels of this checkout's federation for a fresh patrol round, waits --deep-seconds for them, and says what they found and healed.
import { parseArgs } from 'node:util';
import type { Sql } from '@necips/runtime';
import { listPinnedNodes } from './centre.ts';
import { connectCentre, federationDatabase } from './connect.ts';
import type { DeepRound } from './deep-patrol.ts';
import { type NodeReport, verifyNode } from './verify-node.ts';

const { values } = parseArgs({
  options: {
    settle: { type: 'string', default: '0' },
    node: { type: 'string', multiple: true },
    database: { type: 'string' },
    deep: { type: 'boolean', default: false },
    'deep-seconds': { type: 'string', default: '600' },
  },
});

const sql = connectCentre(values.database ?? federationDatabase());
try {
  const report = await verifyAll(sql);
  console.log(JSON.stringify(report));
  process.exitCode = report.ok ? 0 : 1;
} finally {
  await sql.end({ timeout: 5 });
}

async function verifyAll(sql: Sql): Promise<Report> {
  const settleUntilMs = Date.now() + Number(values.settle) * 1_000;
  const enrolled = await listPinnedNodes(sql);
  const wanted = enrolled.filter(({ code }) => values.node?.includes(code) ?? true);
  const patrol = values.deep && (await deepRounds(wanted.map(({ code }) => code)));
  const nodes: NodeReport[] = [];
  for (const node of wanted) {
    const report = await verifyNode(sql, node, {
      settleUntilMs,
      progress: (text) => console.error(`${node.code}: ${text}`),
    });
    for (const example of report.examples) console.error(`${node.code}: ${example.kind}: ${example.what}`);
    if (report.reason !== undefined) console.error(`${node.code}: ${report.reason}`);
    nodes.push(report);
  }
  const reason = await wholeFault(sql, {
    enrolled: enrolled.length,
    asked: values.node?.length,
    wanted: wanted.length,
  });
  const isHealed = !patrol || patrol.every(({ differencesOpen }) => differencesOpen === 0);
  const ok = reason === undefined && isHealed && nodes.every((node) => node.ok);
  return { ok, ...(reason !== undefined && { reason }), nodes, ...(patrol && { patrol }) };
}

/** The federation's client is loaded only where it is needed: it would be half of this process. */
async function deepRounds(nodes: readonly string[]): Promise<DeepRound[]> {
  const { patrolDeep } = await import('./deep-patrol.ts');
  const rounds = await patrolDeep(nodes, Date.now() + Number(values['deep-seconds']) * 1_000);
  for (const { node, level, differencesFound, differencesOpen } of rounds) {
    console.error(`${node}: patrolled at the ${level}: ${differencesFound} found, ${differencesOpen} open`);
  }
  return rounds;
}

interface Report {
  ok: boolean;
  reason?: string;
  nodes: NodeReport[];
  patrol?: DeepRound[];
}

/** What is wrong with the copy as a whole: nothing to compare, or subjects of nodes that nobody enrolled. */
async function wholeFault(
  sql: Sql,
  { enrolled, asked, wanted }: { enrolled: number; asked: number | undefined; wanted: number },
): Promise<string | undefined> {
  if (enrolled === 0) return 'no node is enrolled';
  if (asked !== undefined && wanted < asked) return 'a node that was named is not enrolled';
  const [strangers] = await sql<{ count: number }[]>`
    select count(*) as count from exchange.subject where node not in (select code from node)`;
  return strangers && strangers.count > 0
    ? `${strangers.count} subjects are of nodes that are not enrolled`
    : undefined;
}
