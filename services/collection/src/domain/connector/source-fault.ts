/** Why a source cannot be pulled. Words never hold what the source said itself: that may be anything, also personal data. */
export class SourceFault extends Error {
  readonly code: SourceFaultCode;

  /** `detail` names what it concerns, such as a column. */
  constructor(code: SourceFaultCode, detail = '') {
    super(FAULTS[code].words.replace('{detail}', detail));
    this.name = 'SourceFault';
    this.code = code;
  }

  /** Whether the connector stops and waits for somebody, because trying again does not help or would harm. */
  get stops(): boolean {
    return FAULTS[this.code].stops;
  }
}

/** What a database error of the source means; `code` is an SQLSTATE (PostgreSQL manual, appendix A) or the system's or TLS's own code. */
export function faultOf(code: string | undefined): SourceFault {
  if (code === undefined) return new SourceFault('source_unreachable', '');
  if (code === '57014' || code === '55P03') return new SourceFault('source_slow');
  if (code === '42501') return new SourceFault('source_forbidden');
  if (code === '3D000') return new SourceFault('no_such_database');
  if (code === '28000') return new SourceFault('login_not_allowed');
  if (code.startsWith('28')) return new SourceFault('login_refused');
  if (code === '42P01' || code === '42703') return new SourceFault('source_changed', code);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new SourceFault('certificate_of_other_host');
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new SourceFault('certificate_not_valid', code);
  if (TLS_FAULT.test(code)) return new SourceFault('untrusted_certificate', code);
  if (PASSING.test(code)) return new SourceFault('source_unreachable', code);
  return new SourceFault('source_error', code);
}

export type SourceFaultCode = keyof typeof FAULTS;

const FAULTS = {
  source_unreachable: {
    stops: false,
    words: '部门数据库连接不上，将自动重试 (cannot be reached; tried again) {detail}',
  },
  source_slow: { stops: false, words: '部门数据库查询超时，将自动重试；请检查时间戳列的索引 (too slow; tried again)' },
  relation_lost: { stops: true, words: '表或视图不存在：{detail} (no such table or view)' },
  column_lost: { stops: true, words: '列不存在：{detail} (no such column)' },
  source_changed: { stops: true, words: '表或视图已变更 (the table or view has changed): {detail}' },
  bad_column_type: { stops: true, words: '列的类型不适用：{detail} (the column’s type cannot order rows)' },
  column_type_changed: { stops: true, words: '列的类型已变更：{detail} (the column’s type has changed)' },
  source_went_back: {
    stops: true,
    words:
      '数据源早于已读取的位置，可能已从备份恢复；核实后可从头重新读取 (the source lies before what was read, as after a restore)',
  },
  key_too_long: { stops: true, words: '键列的值过长 (a key is too long)' },
  batch_too_large: { stops: true, words: '一批数据超过字节上限，请减少每批行数 (a batch is too large): {detail}' },
  login_refused: { stops: true, words: '部门数据库拒绝登录 (the login was refused)' },
  source_forbidden: { stops: true, words: '账号无权读取该表或视图 (no right to read it)' },
  no_such_database: { stops: true, words: '没有此数据库 (no such database)' },
  login_not_allowed: {
    stops: true,
    words:
      '部门数据库不接受该账号从本节点以此方式登录；如其要求加密连接，请配置 COLLECTION_CONNECTOR_CA_FILE ' +
      '(it does not let the account in from here like this; where it demands TLS, set COLLECTION_CONNECTOR_CA_FILE)',
  },
  tls_not_offered: {
    stops: true,
    words:
      '部门数据库不支持加密连接，口令未发送；请部门启用 TLS（ssl = on） ' +
      '(it does not offer TLS, and the password was not sent; its operator has to set ssl = on)',
  },
  untrusted_certificate: {
    stops: true,
    words:
      '部门数据库证书的签发机构不受信任；核实后将其 CA 证书加入 COLLECTION_CONNECTOR_CA_FILE 所指文件 ' +
      '(the authority of its certificate is not trusted; verify it and add it to the file that COLLECTION_CONNECTOR_CA_FILE names): {detail}',
  },
  certificate_of_other_host: {
    stops: true,
    words:
      '部门数据库的证书不含所登记的地址；请按证书中的名称登记，或请部门换发证书 ' +
      '(its certificate does not name the host that is registered; register a name that stands in it)',
  },
  certificate_not_valid: {
    stops: true,
    words: '部门数据库的证书已过期或尚未生效；请部门换发证书 (its certificate is not valid at this time): {detail}',
  },
  host_not_allowed: { stops: true, words: '该地址不在允许范围内：{detail} (not among COLLECTION_CONNECTOR_HOSTS)' },
  source_error: { stops: true, words: '部门数据库返回错误 (the source answers with an error): {detail}' },
} as const;

const TLS_FAULT = /^(CERT_|DEPTH_|ERR_TLS|ERR_SSL|SELF_SIGNED|UNABLE_TO_|HOSTNAME_)/;
// The system's codes, and by class: connection exception, transaction rollback, insufficient resources, operator intervention,
// system error.
const PASSING = /^(E[A-Z_]+$|08|40|53|57|58|XX)/;
