import { postgresRecordSource, queryHandlers, withheldSource } from '@necips/exchange';
import { CopyService, LogService, QueryService } from '@necips/proto';
import { type GrpcServer, roles, serverStream, unary } from '@necips/runtime';
import type { Context } from '../context.ts';
import { copyHandlers } from './copy-service.ts';
import { getLogStatus } from './get-log-status.ts';
import { listWithdrawals } from './list-withdrawals.ts';
import { readBatches } from './read-batches.ts';
import { readLeaves } from './read-leaves.ts';

/** Every method that this service offers, and who may call it. Queries are public, as `queryHandlers` states. */
export function addServices(server: GrpcServer, context: Context): void {
  server.addService(LogService, {
    readBatches: serverStream(roles('service'), (request, call) => readBatches(context, request, call)),
    readLeaves: serverStream(roles('service'), (request) => readLeaves(context, request)),
    listWithdrawals: unary(roles('service'), (request) => listWithdrawals(context, request)),
    getLogStatus: unary(roles('service'), () => getLogStatus(context)),
  });
  server.addService(CopyService, copyHandlers(context));
  server.addService(
    QueryService,
    queryHandlers(withheldSource(postgresRecordSource(context.reading), context.withholding), () => [context.node]),
  );
}
