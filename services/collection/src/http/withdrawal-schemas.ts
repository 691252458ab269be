import Type from 'typebox';
import { WITHDRAWAL_STATES, type Withdrawal, type WithdrawalState } from '../domain/withdrawal.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

/** Path of everything about one act of withdrawal. */
export const WITHDRAWAL_PATH = Type.Object({
  withdrawalId: Type.String({ maxLength: 64, description: '撤回标识 Identifier, a UUID' }),
});

export const REASON = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: '原因，长期保存，不得写明所撤回的记录 Why; kept for good, must not name the record',
});

export const AUTHORITY = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  description: '依据（文书或法律条款），长期保存 The document or provision that it rests on; kept for good',
});

export const WITHDRAWAL = Type.Object(
  {
    withdrawalId: Type.String({ description: '撤回标识 Identifier, a UUID' }),
    state: Type.Unsafe<WithdrawalState>({
      type: 'string',
      enum: WITHDRAWAL_STATES,
      description: '撤回中 / 不再公示 / 已解除 Being withdrawn, no longer shown, lifted',
    }),
    account: Type.String({ description: '操作账号 Account that acted' }),
    reason: REASON,
    authority: AUTHORITY,
    submissionId: orNull('所撤回的批次；按记录撤回时为 null The submission; null where records were named'),
    records: count('已撤回的记录 Records that it withdrew so far'),
    published: count('其中此前公示的记录 Those of them that were shown until then'),
    already: count('此前已被撤回的记录 Records that another act had withdrawn before'),
    lastFeedSequence: count('写入的最大变更序号 Its last entry in the feed, or 0'),
    requestedAt: Type.String({ format: 'date-time', description: '提出时间 When it was asked for' }),
    recordedAt: orNull('全部记录撤回并清除内容的时间 When its last record was withdrawn and erased, or null'),
    hiddenAt: orNull('全部不再公示的时间 When none was shown any more, or null'),
    detailsErasedAt: orNull('记录标识清除的时间 When the identities of its records were erased, or null'),
    lifted: Type.Unsafe<{ at: string; account: string; reason: string; authority: string } | null>({
      type: ['object', 'null'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        account: { type: 'string' },
        reason: { type: 'string' },
        authority: { type: 'string' },
      },
      description: '解除撤回的时间、账号、原因和依据，未解除为 null How it was lifted, or null',
    }),
  },
  { description: '依法撤回 Lawful withdrawal' },
);

export const WITHDRAWN_RECORD = Type.Object(
  {
    tombstone: Type.String({
      description: '墓碑：记录标识的密钥散列 Keyed hash of the identity, 64 hexadecimal digits',
    }),
    recordId: orNull('记录标识；按期清除后为 null Identity; null once it is erased'),
  },
  { description: '已撤回的记录 Withdrawn record' },
);

/** An act of withdrawal as REST shows it. */
export function toWithdrawalJson(withdrawal: Withdrawal) {
  const { submissionId, requestedAt, recordedAt, hiddenAt, detailsErasedAt, lifted, ...same } = withdrawal;
  return {
    ...same,
    submissionId: submissionId ?? null,
    requestedAt: requestedAt.toISOString(),
    recordedAt: recordedAt?.toISOString() ?? null,
    hiddenAt: hiddenAt?.toISOString() ?? null,
    detailsErasedAt: detailsErasedAt?.toISOString() ?? null,
    lifted: lifted ? { ...lifted, at: lifted.at.toISOString() } : null,
  };
}
