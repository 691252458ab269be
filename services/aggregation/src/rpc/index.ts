import { queryHandlers, type RecordSource } from '@necips/exchange';
import { LogService, QueryService } from '@necips/proto';
import type { GrpcServer } from '@necips/runtime';
import type { Context } from '../context.ts';
import { logHandlers } from './log-service.ts';

/** Every method that this service offers: public queries over the nation, and to each province reads of its own log. */
export function addServices(
  server: GrpcServer,
  context: Pick<Context, 'reading'>,
  { source, nodes }: { source: RecordSource; nodes: () => string[] },
): void {
  server.addService(QueryService, queryHandlers(source, nodes));
  server.addService(LogService, logHandlers(context));
}
