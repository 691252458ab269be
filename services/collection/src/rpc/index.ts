import { FeedService, SubmissionService, WithdrawalService } from '@necips/proto';
import { clientStream, type GrpcServer, serverStream, unary } from '@necips/runtime';
import { FOLLOWERS, OPERATORS, READERS, SUBMITTERS, WITHDRAWAL_READERS, WITHDRAWERS } from '../access.ts';
import type { Context } from '../context.ts';
import { acknowledgeWithdrawalsRpc } from './acknowledge-withdrawals.ts';
import { cancelSubmissionRpc } from './cancel-submission.ts';
import { follow } from './follow.ts';
import { followWithdrawalsRpc } from './follow-withdrawals.ts';
import { getSubmissionRpc } from './get-submission.ts';
import { liftWithdrawalRpc } from './lift-withdrawal.ts';
import { listCurrentRpc } from './list-current.ts';
import { listRowErrorsRpc } from './list-row-errors.ts';
import { listSubmissionsRpc } from './list-submissions.ts';
import { getWithdrawalRpc, listWithdrawalsRpc, listWithdrawnRecordsRpc } from './read-withdrawals.ts';
import { submit } from './submit.ts';
import { submitRecordRpc } from './submit-record.ts';
import { takeBackSubmissionRpc } from './take-back-submission.ts';
import { withdraw } from './withdraw.ts';
import { withdrawRecordRpc } from './withdraw-record.ts';

/** Adds the gRPC services: each method, who may call it, and its handler. */
export function addServices(server: GrpcServer, context: Context): void {
  server.addService(SubmissionService, {
    submit: clientStream(SUBMITTERS, submit(context)),
    submitRecord: unary(SUBMITTERS, submitRecordRpc(context)),
    withdrawRecord: unary(SUBMITTERS, withdrawRecordRpc(context)),
    getSubmission: unary(READERS, getSubmissionRpc(context)),
    listSubmissions: unary(READERS, listSubmissionsRpc(context)),
    listRowErrors: unary(READERS, listRowErrorsRpc(context)),
    cancelSubmission: unary(OPERATORS, cancelSubmissionRpc(context)),
    takeBackSubmission: unary(OPERATORS, takeBackSubmissionRpc(context)),
  });
  server.addService(WithdrawalService, {
    withdraw: unary(WITHDRAWERS, withdraw(context)),
    getWithdrawal: unary(WITHDRAWAL_READERS, getWithdrawalRpc(context)),
    listWithdrawals: unary(WITHDRAWAL_READERS, listWithdrawalsRpc(context)),
    listWithdrawnRecords: unary(WITHDRAWAL_READERS, listWithdrawnRecordsRpc(context)),
    liftWithdrawal: unary(WITHDRAWERS, liftWithdrawalRpc(context)),
  });
  server.addService(FeedService, {
    follow: serverStream(FOLLOWERS, follow(context)),
    followWithdrawals: serverStream(FOLLOWERS, followWithdrawalsRpc(context)),
    listCurrent: serverStream(FOLLOWERS, listCurrentRpc(context)),
    acknowledgeWithdrawals: unary(FOLLOWERS, acknowledgeWithdrawalsRpc(context)),
  });
}
