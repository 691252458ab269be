import { QueryService } from '@necips/proto';
import {
  createGrpcClient,
  createGrpcServer,
  createHealth,
  createHttpServer,
  createLogger,
  createMetrics,
  type Sql,
  type TokenVerifier,
} from '@necips/runtime';
import { postgresRecordSource, queryHandlers, registerQueryRoutes } from '../src/index.ts';

/** Both public doors over a copy, on free ports. */
export async function aServer(sql: Sql, nodes: string[]) {
  const edge = {
    service: 'test',
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    health: createHealth(),
    verifier: refusingVerifier,
  };
  const source = postgresRecordSource(sql);
  const http = await createHttpServer({ ...edge, openapi: { title: 'test', description: 'test', version: '1' } });
  registerQueryRoutes(http.app, { source, nodes: () => nodes });
  const { port } = await http.listen({ host: '127.0.0.1', port: 0 });

  const grpc = createGrpcServer(edge);
  grpc.addService(
    QueryService,
    queryHandlers(source, () => nodes),
  );
  const address = await grpc.listen({ host: '127.0.0.1', port: 0 });
  const client = createGrpcClient(QueryService, { address: `127.0.0.1:${address.port}`, deadlineMs: 10_000 });

  return {
    client,
    /** GET; answers status, headers and the parsed body. */
    async get(path: string, headers: Record<string, string> = {}) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await grpc.close();
      await http.close();
    },
  };
}

// Public reading needs no identity, so a door that asks for one fails the test.
const refusingVerifier: TokenVerifier = {
  verify: () => Promise.reject(new Error('a public query asked for a token')),
};
