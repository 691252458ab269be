import { queryHandlers, type RecordSource } from '@necips/exchange';
import { QueryService } from '@necips/proto';
import type { GrpcServer } from '@necips/runtime';

/** Every method that this service offers: public queries over the nation. */
export function addServices(server: GrpcServer, source: RecordSource, nodes: () => string[]): void {
  server.addService(QueryService, queryHandlers(source, nodes));
}
