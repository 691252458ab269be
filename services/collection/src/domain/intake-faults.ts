import { cutShown, ROW_FAULTS, type RowFault, wordFault } from '@necips/domain';

/** Faults that are not of the format: of how a row is written, before it can be read, and what undoing a submission reports. */
export const INTAKE_FAULTS = {
  row_too_large: {
    reason: '该行超过单行长度上限',
    mend: '请检查该行是否缺少换行，或缩短过长的字段后重新提交',
  },
  unclosed_quote: {
    reason: '该行有未闭合的双引号',
    mend: '请补上或删除多余的双引号；字段内的双引号须写成两个双引号',
  },
  changed_since: {
    reason: '该行写入的记录后来又被其他批次更改，撤回时保留后来的内容',
    mend: '如后来的内容也有误，请撤回相应批次或重新提交',
  },
  previous_erased: {
    reason: '该行更改前的内容已超过保留期并清除，撤回时保留现有内容',
    mend: '请提交正确的内容',
  },
  withheld: {
    reason: '该行的记录已依法撤回，不再公示',
    mend: '无须处理；如认为应重新公示，请联系本节点管理员',
  },
  other_department_record: {
    reason: '该记录由其他部门产生，只能由其更正或撤销（谁产生、谁提供、谁负责）',
    mend: '请核对主键；如内容有误，请通知产生该记录的部门',
  },
  no_such_record: {
    reason: '标为更正或撤销，但没有这条记录',
    mend: '请核对主键；新记录请标为新增或不填增删改标志',
  },
  bad_change_mark: { reason: '增删改标志“{expected}”无效', mend: '请填 I（新增）、U（更正）或 D（撤销），或留空' },
  held_unmatched: {
    reason: '本节点未登记该{expected}，暂存待认领',
    mend: '无须重新提交；该{expected}登记后自动记于其名下。如代码或名称有误，请更正后重新提交',
  },
  held_ambiguous: {
    reason: '有多个{expected}符合该行的代码或名称，暂存待认领',
    mend: '请补充统一社会信用代码后重新提交，或等待登记机关认领',
  },
  held_name_mismatch: {
    reason: '该代码的{expected}不叫此名称，也未曾用过，暂存待认领',
    mend: '请核对代码和名称，更正后重新提交，或等待登记机关认领',
  },
  held_moved_out: {
    reason: '该{expected}已迁往其他省，现登记于该省节点，暂存待转送',
    mend: '无须重新提交；登记地节点记录后即由其公示',
  },
  transferred: {
    reason: '该主体登记在{expected}，该行已转送并由其记录',
    mend: '无须处理；更正或撤销请照常提交，将一并转送',
  },
  withdrawn_elsewhere: {
    reason: '该行已由{expected}记录，后由其撤下，不再公示',
    mend: '原因见转送列表；如仍应公示，请与登记地联系，更正后重新提交',
  },
  returned: { reason: '登记机关退回：{expected}', mend: '请更正后重新提交该行' },
  registered_elsewhere: {
    reason: '该主体现登记于节点 {expected}，本节点不再暂存',
    mend: '请由转出节点重新查询登记地后转送',
  },
  taken_back_by_sender: { reason: '转出节点已撤回该记录', mend: '无须处理' },
  superseded_while_held: { reason: '该行待认领期间，同一记录又提交了新的内容', mend: '无须处理' },
  not_json: { reason: '该行不是 JSON', mend: '请每行写一个完整的 JSON 对象，不得换行' },
  not_an_object: { reason: '该行不是 JSON 对象', mend: '请每行写一个对象，以字段名为成员名' },
  not_utf8: { reason: '该行不是 UTF-8 编码', mend: 'JSON 文件须以 UTF-8 编码保存' },
  duplicate_member: { reason: '成员“{expected}”出现了两次', mend: '请只保留其中一个' },
  too_deep: { reason: '嵌套超过 {expected} 层', mend: '请按格式规范填写，列表字段为对象的数组' },
  formula: { reason: '“{label}”是公式', mend: '请将公式粘贴为数值或文本后重新提交' },
  error_cell: { reason: '“{label}”是错误值', mend: '请填写正确的内容，或清空该单元格' },
  cell_too_long: { reason: '“{label}”超过单元格 32767 字的上限', mend: '请缩短该字段' },
  date_cell: { reason: '“{label}”的单元格是日期格式，实际保存的是天数', mend: '请将该单元格设为文本格式后重新填写' },
  bad_serial_date: { reason: '“{label}”的单元格不是真实存在的日期', mend: '请改为真实日期，格式如 2018-01-02' },
  imprecise_cell: {
    reason: '“{label}”的单元格是超过 15 位的数字，末尾各位已丢失',
    mend: '请将该单元格设为文本格式，再对照原件重新填写',
  },
  imprecise_number: { reason: '数字 {expected} 的位数超出数字所能保存的精度', mend: '请将其写为文本' },
} as const;

export type IntakeFaultCode = keyof typeof INTAKE_FAULTS;

/** A fault of the format, or of how its row is written. */
export type Fault = Omit<RowFault, 'code'> & { code: string };

/**
 * Words a fault of how a row is written. `field` is WHOLE_ROW where it concerns the whole row; `expected` is what the wording asks
 * for; of both at most 100 UTF-16 units are kept.
 */
export function intakeFault(
  code: IntakeFaultCode,
  field: { readonly name: string; readonly label: string },
  value: string,
  expected = '',
): Fault {
  return { ...wordFault(INTAKE_FAULTS[code], field, value, { expected: cutShown(expected) }), code };
}

/** What the rows that a code was told of have in common, in words; undefined for a code that nobody gives any more. */
export function reasonOfCode(code: string): string | undefined {
  const words: { readonly [code: string]: { reason: string; mend: string } } = { ...ROW_FAULTS, ...INTAKE_FAULTS };
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return known && wordFault(known, ANY_FIELD, '', { expected: '…', actual: '…' }).reason;
}

const ANY_FIELD = { name: '', label: '某字段' };
