/** Every kind of difference at rest, and what it is called. The list is closed: what is found is one of these. */
export const DIFFERENCE_KINDS = {
  record_missing: '记录缺失 (a current record is missing)',
  record_extra: '记录多出 (a record stands where the log shows none)',
  record_altered: '记录列与叶或头不符 (a record does not say what leaf and head say)',
  record_stale: '记录已被后续叶取代或撤下仍在展示 (a record that a later leaf ended is still shown)',
  content_missing: '内容缺失 (the content of a current leaf is missing)',
  content_extra: '内容多出 (content stands where the log shows none)',
  content_altered: '内容与承诺不符 (content is not what its leaf commits to)',
  body_altered: '正文被改 (a part is not what its leaf commits to)',
  head_altered: '头被改 (a head is not what its leaf commits to)',
  salt_altered: '盐被改 (a salt is not what its leaf commits to)',
  superseded_missing: '后续叶注记缺失 (it is not noted that a leaf was superseded)',
  superseded_false: '后续叶注记有误 (a leaf is said to be superseded by one that does not supersede it)',
  hidden_false: '隐藏注记有误 (a record is hidden without a withdrawal that is under way)',
  subject_missing: '主体缺失 (a subject with a registration is missing)',
  subject_altered: '主体与登记记录不符 (a subject does not follow from its registration)',
  subject_extra: '主体多出 (a subject follows from no registration)',
  batch_missing: '日志批次缺失 (a signed batch is missing)',
  batch_extra: '日志批次多出 (a batch stands beside the log)',
  batch_altered: '日志批次位置或条数被改 (place or count of a batch is false)',
  leaf_altered: '日志叶被改 (leaves do not lead to the signed root)',
  checkpoint_altered: '批次检查点被改 (the checkpoint of a batch is not the signed one)',
  state_altered: '日志状态与签名不符 (the state of the log is not the signed one)',
  tile_altered: '瓦片与叶不符 (a tile is missing or does not follow from the leaves)',
  tile_extra: '瓦片多出 (a tile stands beyond the tree)',
  source_differs: '对方所示内容与叶的承诺不符 (what the other side shows is not what the leaf commits to)',
  relay_altered: '转发位置不符 (the place of the relay is not on the log)',
} as const;

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS;

/**
 * How a difference was mended: `source` – fetched from the other side; `log` – from the own log and what is stored; `itself` – it
 * was right again when it was looked at.
 */
export type MendedHow = 'source' | 'log' | 'itself';

/** What led to a difference: the patrol, or the arrival of a batch. */
export type FoundBy = 'patrol' | 'arrival';
