/** Why this node shows a recorded transfer no longer, as one word each: none of them names the record. */
export const WITHDRAWALS_HERE = {
  taken_back_here: '本节点管理员已撤回，不再公示 (an administrator took it back here: it is shown no longer)',
  lawfully_withdrawn: '本节点已依法撤回公示 (it was lawfully withdrawn here)',
} as const satisfies Record<string, string>;

export type WithdrawalHere = keyof typeof WITHDRAWALS_HERE;
