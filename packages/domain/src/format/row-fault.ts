/**
 * What can be wrong with a submitted row, said so that the one who submitted it can mend it. The codes are stable and
 * part of the row-error report; the wording is data. A fault that makes a row unusable is an error, one that does not
 * is a finding; the code is the same.
 */
export const ROW_FAULTS = {
  wrong_column_count: {
    reason: '该行有 {actual} 列，应为 {expected} 列',
    mend: '检查该行是否多出或缺少分隔符，含逗号、引号或换行的内容须用双引号括起',
  },
  undecodable: { reason: '该行含无法解码的字符', mend: '请将整个文件统一保存为 UTF-8 或 GB18030 编码后重新提交' },
  control_character: { reason: '“{label}”含控制字符 {expected}', mend: '请删除该字段中的不可见控制字符' },
  missing_name: { reason: '缺少名称', mend: '请填写“{label}”' },
  missing_code: { reason: '统一社会信用代码和注册号均为空', mend: '请至少填写统一社会信用代码或注册号' },
  missing_date: { reason: '缺少“{label}”', mend: '请填写“{label}”，格式如 2018-01-02' },
  impossible_date: { reason: '“{label}”不是真实存在的日期', mend: '请改为真实日期，格式如 2018-01-02' },
  future_date: { reason: '“{label}”晚于今天', mend: '请核对日期，“{label}”不得晚于提交当日' },
  bad_code: {
    reason: '统一社会信用代码格式不正确',
    mend: '应为 18 位数字或大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字；无此代码的主体请填 15 位注册号',
  },
  bad_check_character: {
    reason: '统一社会信用代码第 18 位校验码不符，按前 17 位计算应为 {expected}',
    mend: '请对照营业执照逐位核对统一社会信用代码',
  },
  bad_inner_check: {
    reason: '统一社会信用代码第 17 位（组织机构代码校验码）不符，按第 9 至 16 位计算应为 {expected}',
    mend: '请对照营业执照逐位核对统一社会信用代码',
  },
  unknown_code_prefix: {
    reason: '统一社会信用代码前两位不在 GB 32100-2015 所列登记管理部门和机构类别中',
    mend: '请核对统一社会信用代码前两位',
  },
  bad_registration_number: {
    reason: '注册号不正确：应为 15 位数字且末位校验码相符',
    mend: '请对照营业执照逐位核对注册号',
  },
  unchecked_registration_number: {
    reason: '13 位旧注册号没有校验码，无法校验',
    mend: '如已换发 15 位注册号或统一社会信用代码，请填写新号码',
  },
  other_province: {
    reason: '该主体属于{expected}，不属于本节点',
    mend: '请向登记机关所在省份的节点提交，或更正“{label}”',
  },
  unknown_province: {
    reason: '“{label}”不是省级行政区名称，该行可能错列',
    mend: '请检查该行各列是否错位；省份应如“浙江”或“浙江省”',
  },
  too_long: { reason: '“{label}”超过 {expected} 个字符', mend: '请缩短该字段，或检查该行是否错列' },
  missing: { reason: '缺少“{label}”', mend: '请填写“{label}”' },
  missing_because: { reason: '{expected}时，“{label}”必须填写', mend: '请填写“{label}”' },
  missing_one_of: { reason: '{expected}均为空', mend: '请至少填写其中一项' },
  date_order: { reason: '“{label}”早于“{expected}”', mend: '请核对两个日期，“{label}”不得早于“{expected}”' },
  unknown_code: { reason: '“{label}”的值不在代码表中', mend: '请填写下列之一（代码或名称）：{expected}' },
  natural_person: {
    reason: '行政相对人为自然人，依国办函〔2016〕74号不记于企业名下',
    mend: '请勿报送自然人的记录；相对人为企业、个体工商户或农民专业合作社的，请更正“{label}”',
  },
  revoked_record: {
    reason: '“{label}”表明该决定已被撤销，不予公示',
    mend: '请勿报送已撤销的决定；已公示的，请由原提供部门办理撤回',
  },
  bad_decimal: { reason: '“{label}”不是数额', mend: '请填写不小于 0 的数字，如 1.5，单位为{expected}' },
  decimal_out_of_range: { reason: '“{label}”超出范围（至多 {expected}）', mend: '请核对数额和单位' },
  bad_integer: { reason: '“{label}”不是整数', mend: '请填写不小于 0 的整数' },
  bad_organisation_code: {
    reason: '组织机构代码不正确：应为 8 位数字或大写字母加 1 位校验码，且校验码相符',
    mend: '请对照组织机构代码证逐位核对；三证合一后的主体请填写统一社会信用代码',
  },
  bad_list: {
    reason: '“{label}”不是由对象组成的 JSON 数组',
    mend: '请按格式规范以 JSON 数组填写，每一行为一个对象',
  },
  too_many_rows: { reason: '“{label}”超过 {expected} 行', mend: '请核对该字段的行数' },
  wrong_type: { reason: '“{label}”的值应为{expected}', mend: '请按格式规范填写；数额和日期均以文本填写' },
  unknown_field: { reason: '该格式没有名为“{label}”的字段', mend: '请删除该字段，或改用格式规范所列的字段名' },
  duplicate_field: { reason: '“{label}”出现了两次（以不同的名称）', mend: '请只保留其中一个' },
  superseded_in_file: {
    reason: '同一文件第 {expected} 行有同一主体的不同内容，以后一行为准',
    mend: '如应以本行为准，请删除后一行后重新提交',
  },
} as const satisfies Record<string, { reason: string; mend: string }>;

const VALUE_CHARACTERS_MAX = 100;

/**
 * Words a fault of one field of a row.
 * @param field the format's name and Chinese label of the column; for a fault of the whole row, `{ name: '', label: '' }`
 * @param value what was submitted; kept up to 100 UTF-16 units, never cut inside a character
 * @param details what the wording asks for: `expected` (a check character, a limit, a province, a row number), `actual`
 */
export function rowFault(
  code: RowFaultCode,
  field: { readonly name: string; readonly label: string },
  value: string,
  details: FaultDetails = {},
): RowFault {
  return { ...wordFault(ROW_FAULTS[code], field, value, details), code };
}

/** Words a fault of a table like `ROW_FAULTS`; see `rowFault`. */
export function wordFault(
  { reason, mend }: { readonly reason: string; readonly mend: string },
  field: { readonly name: string; readonly label: string },
  value: string,
  details: FaultDetails = {},
): Omit<RowFault, 'code'> {
  const word = (template: string): string =>
    template
      .replaceAll('{label}', field.label)
      .replaceAll('{expected}', String(details.expected ?? ''))
      .replaceAll('{actual}', String(details.actual ?? ''));
  return { field: field.name, label: field.label, value: cutShown(value), reason: word(reason), mend: word(mend) };
}

/** What a fault shows of something submitted: its first 100 UTF-16 units, never cut inside a character. */
export function cutShown(value: string): string {
  if (value.length <= VALUE_CHARACTERS_MAX) return value;
  const endsInPair = value.codePointAt(VALUE_CHARACTERS_MAX - 1)! > 0xffff;
  return value.slice(0, endsInPair ? VALUE_CHARACTERS_MAX - 1 : VALUE_CHARACTERS_MAX);
}

/** What a wording asks for besides the label. */
export interface FaultDetails {
  expected?: string | number;
  actual?: string | number;
}

export type RowFaultCode = keyof typeof ROW_FAULTS;

export type RowFault = {
  /** The format's name of the column, empty for a fault of the whole row. */
  field: string;
  /** Chinese label of the column. */
  label: string;
  value: string;
  code: RowFaultCode;
  reason: string;
  mend: string;
};
