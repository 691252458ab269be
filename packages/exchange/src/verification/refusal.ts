/**
 * Why a batch was not applied. Refusing is an answer, not a failure: the message is put into quarantine and the stretch is
 * read from the province again.
 */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused';
  readonly reason: RefusalReason;
  /** Indexes of the leaves that show it, in log order; none where it does not show in leaves. */
  readonly leaves: readonly number[];

  constructor(reason: RefusalReason, detail: string, leaves: readonly number[] = []) {
    super(detail);
    this.reason = reason;
    this.leaves = leaves;
  }
}

/** Rules that bind what a province signs; a leaf that breaks one stays in its log for ever. */
const RULES: readonly RefusalReason[] = [
  'time_runs_back',
  'version_not_rising',
  'pseudonym_differs',
  'pseudonym_shared',
];

/** Whether signed leaves themselves break a rule of the log; the same words about what nobody signed are no such thing. */
export function breaksRule({ reason, leaves }: BatchRefused): boolean {
  return RULES.includes(reason) && leaves.length > 0;
}

/** In words for the roll-up status and the quarantine list. */
export const REFUSALS = {
  undecodable: '消息无法解码 (the message cannot be decoded)',
  too_large: '消息超过限额 (the message is over a limit)',
  other_node: '消息属于其他节点 (a message of another node)',
  key_differs: '换钥叶与所附新公钥不符 (the leaf of a key rotation does not fit the key sent with it)',
  other_generation: '日志代次不符 (another generation of the log)',
  generation_differs: '新一代日志不接续已核验的检查点 (the generation does not follow what was verified last)',
  bad_signature: '检查点签名无法以登记公钥验证 (the checkpoint is not signed by the pinned key)',
  wrong_size: '检查点大小与批次不符 (the checkpoint does not cover exactly this batch)',
  root_differs: '重算根与签名根不一致 (the recomputed root is not the signed one)',
  malformed_leaf: '叶格式不符 (a leaf does not follow the format)',
  time_runs_back: '叶时间倒退 (leaf time runs backwards)',
  content_differs: '内容与叶中承诺不符 (content is not what the leaf commits to)',
  content_missing: '内容缺失且无后续叶取代 (content is missing and no later leaf supersedes it)',
  head_differs: '记录头与叶或记录标识不符 (the head contradicts the leaf or the record identity)',
  pseudonym_differs: "假名不属于该记录 (the pseudonym is another record's)",
  pseudonym_shared: '两条记录共用一个假名 (two records under one pseudonym)',
  version_not_rising: '记录版本未递增 (the record version does not rise)',
  not_storable: '内容无法存储 (the content cannot be stored)',
  differs_from_applied: '与已核验的叶不同 (differs from leaves verified before)',
} as const;

export type RefusalReason = keyof typeof REFUSALS;
