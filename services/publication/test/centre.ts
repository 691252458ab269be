import { readLeavesOf, readTombstones, streamBatches } from '@necips/exchange';
import { LogService, type necips } from '@necips/proto';
import {
  createGrpcServer,
  createHealth,
  createLogger,
  createMetrics,
  createTokenVerifier,
  roles,
  type Sql,
  serverStream,
  unary,
} from '@necips/runtime';
import { parseCheckpoint, parseNote } from '@necips/tlog';
import type { Province } from './province.ts';

/**
 * The centre as a province refills from it and asks what it permits: the logs that a database holds, each up to a size where a batch
 * ended, count as verified.
 */
export async function startTestCentre(
  { realms }: Pick<Province, 'realms'>,
  sql: Sql,
  node = '330000',
): Promise<TestCentre> {
  const server = createGrpcServer({
    service: 'test-centre',
    logger: createLogger('test-centre', 'silent'),
    metrics: createMetrics('test_centre'),
    health: createHealth(),
    verifier: createTokenVerifier({ issuer: realms.issuer, audience: 'necips-api' }),
  });
  const sizeOf = async (generation: number): Promise<number> => {
    const [row] = await sql<{ size: number }[]>`
      select coalesce(max(first_index + leaf_count), 0) as size from exchange.log_batch
      where node = ${node} and generation = ${generation}`;
    return Math.min(row?.size ?? 0, centre.verified.get(generation) ?? Number.MAX_SAFE_INTEGER);
  };
  server.addService(LogService, {
    readBatches: serverStream(roles('service'), (request, { signal }) => {
      const head = async (generation: number) => ({ generation, size: await sizeOf(generation) });
      const readWithdrawn = async (stretch: Parameters<typeof readTombstones>[1]) => {
        const tombstones = await readTombstones(sql, stretch);
        return new Map([...tombstones].map(([leafIndex, tombstone]) => [leafIndex, { tombstone }]));
      };
      return streamBatches({ executor: sql, node, head, readWithdrawn }, request, signal);
    }),
    readLeaves: serverStream(roles('service'), async function* (request) {
      const generation = request.generation ?? 0;
      yield* readLeavesOf(sql, { node, generation, size: await sizeOf(generation) }, request);
    }),
    getGeneration: unary(roles('service'), async () => centre.permitted),
  });
  const { host, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const centre: TestCentre = {
    verified: new Map(),
    permitted: { node, generation: 1, verifierKey: '', verifiedSize: 0 },
    async permit(verifierKey, generation = 2) {
      const older = { node, generation: generation - 1 };
      const size = await sizeOf(older.generation);
      const [batch] = await sql<{ checkpoint: string }[]>`
        select checkpoint from exchange.log_batch
        where node = ${node} and generation = ${older.generation} and first_index + leaf_count = ${size}`;
      const checkpoint = batch?.checkpoint ?? '';
      const { root } = parseCheckpoint(parseNote(checkpoint).text);
      const previous = { generation: older.generation, size, root, checkpoint };
      centre.permitted = { node, generation, verifierKey, verifiedSize: 0, previous };
      return { size, root, checkpoint };
    },
    settings: {
      CENTRE_ADDRESS: `${host}:${port}`,
      CENTRE_TOKEN_URL: realms.tokenUrl,
      CENTRE_CLIENT_ID: 'svc-node-330000',
      CENTRE_CLIENT_SECRET: 'secret',
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  return centre;
}

export interface TestCentre extends AsyncDisposable {
  /** Leaves that count as verified, by generation; all where it is not said. */
  verified: Map<number, number>;
  permitted: necips.log.v1.GetGenerationResponse.$Properties;
  /** Permits a generation under this key, to follow what is verified of the one before. Returns what it must name. */
  permit(verifierKey: string, generation?: number): Promise<{ size: number; root: Uint8Array; checkpoint: string }>;
  /** Settings of a publication that has this centre. */
  settings: Record<string, string>;
}
