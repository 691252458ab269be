import { CompactRange, decodeEntryBundle, entryBundlePath, leafHash, TILE_WIDTH } from '@necips/tlog';
import { databaseName } from '../federation/enrolment.ts';
import type { LocalFederation } from '../local-federation.ts';
import { connectAdmin, withDatabase } from '../postgres/databases.ts';
import type { Ledger } from './ledger.ts';

const EXAMPLES_MAX = 5;
const ROWS_A_FETCH = 5_000;

/** How one province's part of the national index differs from what was acknowledged. */
export interface Comparison {
  /** Acknowledged rows that are in the index, as the current content of their record or as a version before it. */
  indexed: number;
  lost: number;
  doubled: number;
  /** Publication's root, the centre's, and the one computed here from the public entries are the same, of all rows. */
  rootsEqual: boolean;
  /** In words, the first few. */
  examples: string[];
}

/**
 * Holds what the centre stores against the books of the load: each record is there once, in the last version that was sent,
 * with its content; the log has a leaf for each acknowledged row and no other.
 */
export async function compareWithLedger(federation: LocalFederation, ledger: Ledger): Promise<Comparison> {
  const { node } = ledger;
  const found: Comparison = { indexed: 0, lost: 0, doubled: 0, rootsEqual: false, examples: [] };
  const seen = await compareRecords(federation, ledger, found);
  for (const [code, row] of ledger.current) {
    if (!seen.has(code)) note(found, `${node} ${code} is not there`, { lost: row.version });
  }
  const [published, verified] = await Promise.all([
    readStatus(`${federation.node(node).publication.rest}/v1/status`),
    readStatus(`${federation.endpoints.centre.aggregation.rest}/v1/nodes/${node}`),
  ]);
  const root = await computeRoot(federation.node(node).publication.log ?? '', published.publishedSize);
  found.rootsEqual = published.root === verified.root && published.root === root.toString('base64');
  const surplus = (verified.verifiedSize ?? 0) - ledger.acknowledged;
  const counted = found.doubled - found.lost;
  if (surplus > counted) note(found, `${node}: ${surplus} leaves too many`, { doubled: surplus - counted });
  if (surplus < counted) note(found, `${node}: ${-surplus} leaves too few`, { lost: counted - surplus });
  return found;
}

async function compareRecords(federation: LocalFederation, ledger: Ledger, found: Comparison): Promise<Set<string>> {
  const { node } = ledger;
  const seen = new Set<string>();
  await using admin = connectAdmin(withDatabase(federation.endpoints.postgres, databaseName('100000', 'aggregation')));
  const rows = admin.sql<StoredRecord[]>`
    select r.record_id as "recordId", r.version::int as version, c.public_part as "publicPart", s.name as "indexedName"
    from exchange.record r
      left join exchange.record_content c using (node, generation, leaf_index)
      left join exchange.subject s on s.record_id = r.record_id
    where r.node = ${node}`;
  for await (const page of rows.cursor(ROWS_A_FETCH)) {
    for (const { recordId, version, publicPart, indexedName } of page) {
      const code = recordId.slice(recordId.lastIndexOf('/') + 1);
      const sent = ledger.current.get(code);
      const repeated = seen.has(code);
      seen.add(code);
      if (!sent || repeated) {
        note(found, `${recordId} was never sent, or is there twice`, { doubled: version });
        continue;
      }
      const { name, address } = JSON.parse(publicPart ?? '{}') as { name?: string; address?: string };
      const isSame = name === sent.name && address === sent.address && indexedName === sent.name;
      const missing = Math.max(0, sent.version - version);
      const lost = missing === 0 && !isSame ? 1 : missing;
      const doubled = Math.max(0, version - sent.version);
      found.indexed += sent.version - lost;
      if (lost > 0 || doubled > 0)
        note(found, `${recordId}: version ${version} of ${sent.version}, ${address}`, { lost, doubled });
    }
  }
  return seen;
}

function note(found: Comparison, example: string, { lost = 0, doubled = 0 }): void {
  found.lost += lost;
  found.doubled += doubled;
  if (found.examples.length < EXAMPLES_MAX) found.examples.push(example);
}

/** Root over the leaves that the public can read, computed here. */
async function computeRoot(logUrl: string, size: number): Promise<Buffer> {
  const range = new CompactRange();
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const response = await fetch(`${logUrl}/${entryBundlePath(index, width)}`);
    if (!response.ok) throw new Error(`entry bundle ${index}: HTTP ${response.status}`);
    for (const leaf of decodeEntryBundle(new Uint8Array(await response.arrayBuffer()), width))
      range.append(leafHash(leaf));
  }
  return Buffer.from(range.root());
}

async function readStatus(url: string): Promise<{ publishedSize: number; verifiedSize?: number; root: string }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return (await response.json()) as { publishedSize: number; verifiedSize?: number; root: string };
}

interface StoredRecord {
  recordId: string;
  version: number;
  publicPart: string | null;
  indexedName: string | null;
}
