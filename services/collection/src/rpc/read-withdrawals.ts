import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkNode } from '../access.ts';
import type { Context } from '../context.ts';
import { toWithdrawalMessage } from '../messages.ts';
import { pageSize } from '../page-cursor.ts';
import { getWithdrawal } from '../queries/get-withdrawal.ts';
import { listWithdrawals, listWithdrawnRecords } from '../queries/list-withdrawals.ts';

/** One act of withdrawal. */
export function getWithdrawalRpc(context: Context) {
  return async (
    request: necips.withdrawal.v1.IGetWithdrawalRequest,
    call: Call,
  ): Promise<necips.withdrawal.v1.IGetWithdrawalResponse> => {
    checkNode(call.caller, context.node);
    return { withdrawal: toWithdrawalMessage(await getWithdrawal(context, request.withdrawalId ?? '')) };
  };
}

/** Acts of withdrawal, newest first. */
export function listWithdrawalsRpc(context: Context) {
  return async (
    request: necips.withdrawal.v1.IListWithdrawalsRequest,
    call: Call,
  ): Promise<necips.withdrawal.v1.IListWithdrawalsResponse> => {
    checkNode(call.caller, context.node);
    const limit = pageSize(request.pageSize ?? 0, { default: 50, max: 200 });
    const page = await listWithdrawals(context, { limit, cursor: request.pageToken || undefined });
    return { withdrawals: page.items.map(toWithdrawalMessage), nextPageToken: page.next ?? '' };
  };
}

/** The records of one act. */
export function listWithdrawnRecordsRpc(context: Context) {
  return async (
    request: necips.withdrawal.v1.IListWithdrawnRecordsRequest,
    call: Call,
  ): Promise<necips.withdrawal.v1.IListWithdrawnRecordsResponse> => {
    checkNode(call.caller, context.node);
    const { withdrawalId } = await getWithdrawal(context, request.withdrawalId ?? '');
    const limit = pageSize(request.pageSize ?? 0, { default: 200, max: 1_000 });
    const page = await listWithdrawnRecords(context, { withdrawalId, limit, cursor: request.pageToken || undefined });
    return { records: page.items, nextPageToken: page.next ?? '' };
  };
}
