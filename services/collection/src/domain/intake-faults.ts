/** Faults of rows that are found before a row can be read, and what undoing a submission reports. */
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
} as const;

export type IntakeFaultCode = keyof typeof INTAKE_FAULTS;
