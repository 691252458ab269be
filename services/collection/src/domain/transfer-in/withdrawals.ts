/** Why this node shows no longer what it had recorded of a transfer, as one word each: none of them names the record. */
export const WITHDRAWALS_HERE = {
  taken_back_here: '本节点管理员已撤回，不再公示 (an administrator took it back here: it is shown no longer)',
  earlier_gone:
    '更正前的内容已不在本节点，该记录不再公示 (the version before is here no longer: the record is not shown)',
  lawfully_withdrawn: '本节点已依法撤回公示 (it was lawfully withdrawn here)',
} as const satisfies Record<string, string>;

export type WithdrawalHere = keyof typeof WITHDRAWALS_HERE;
