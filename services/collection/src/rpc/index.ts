import { FeedService, SubmissionService } from '@necips/proto';
import { clientStream, type GrpcServer, serverStream, unary } from '@necips/runtime';
import { FOLLOWERS, OPERATORS, READERS, SUBMITTERS } from '../access.ts';
import type { Context } from '../context.ts';
import { cancelSubmissionRpc } from './cancel-submission.ts';
import { follow } from './follow.ts';
import { getSubmissionRpc } from './get-submission.ts';
import { listRowErrorsRpc } from './list-row-errors.ts';
import { listSubmissionsRpc } from './list-submissions.ts';
import { submit } from './submit.ts';
import { takeBackSubmissionRpc } from './take-back-submission.ts';

/** Adds the gRPC services: each method, who may call it, and its handler. */
export function addServices(server: GrpcServer, context: Context): void {
  server.addService(SubmissionService, {
    submit: clientStream(SUBMITTERS, submit(context)),
    getSubmission: unary(READERS, getSubmissionRpc(context)),
    listSubmissions: unary(READERS, listSubmissionsRpc(context)),
    listRowErrors: unary(READERS, listRowErrorsRpc(context)),
    cancelSubmission: unary(OPERATORS, cancelSubmissionRpc(context)),
    takeBackSubmission: unary(OPERATORS, takeBackSubmissionRpc(context)),
  });
  server.addService(FeedService, { follow: serverStream(FOLLOWERS, follow(context)) });
}
