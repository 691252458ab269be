/** What somebody does about a connector that cannot be pulled, or cannot be registered, by the reason that the service gives. */
export function adviceOf(reason: string): string {
  return ADVICE[reason] ?? '请按上述说明处理；处理不了的，请与本节点运维人员联系。';
}

/** The same for whoever has the connector's form in front of him. */
export function adviceAtForm(reason: string): string {
  return adviceOf(reason).replaceAll('在“变更”中', '在本页').replaceAll('，然后恢复', '，再提交一次');
}

const ASK_DEPARTMENT = '请部门核对';

const ADVICE: Record<string, string> = {
  source_unreachable: '系统自动重试，无须操作。长时间连接不上的，请部门检查数据库和网络，或在“变更”中更正地址。',
  source_slow: '系统自动重试。请部门为时间戳列建立索引，或在“变更”中减少每批行数。',
  relation_lost: `${ASK_DEPARTMENT}表或视图是否改名或删除；改名的，请另行登记对接并撤除本对接。`,
  column_lost: `${ASK_DEPARTMENT}该列是否改名或删除，并在“变更”中更正各列对应的字段。`,
  source_changed: `${ASK_DEPARTMENT}表或视图的变更；列改名的，在“变更”中更正后恢复。`,
  bad_column_type: '时间戳列须为时间、日期或整数，键列须为文本、整数或 UUID；请部门调整，或改用其他列登记。',
  column_type_changed: '核对无误后恢复，并选择从头重新读取。',
  source_went_back: '请部门确认是否从备份恢复。确认后恢复，并选择从头重新读取；内容相同的不产生新版本。',
  key_too_long: '请部门改用较短的键列，并另行登记对接。',
  batch_too_large: '在“变更”中减少每批行数，然后恢复。',
  login_refused: '请部门核对账号和密码，在“变更”中重新填写密码，然后恢复。系统不自动重试，以免账号被锁定。',
  source_forbidden: '请部门授予该账号读取该表或视图的权限，然后恢复。',
  no_such_database: '请核对数据库名称，在“变更”中更正。',
  login_not_allowed: '请部门准许该账号从本节点登录；要求加密连接的，请本节点运维人员配置部门的 CA 证书。',
  tls_not_offered: '请部门数据库启用加密连接，然后恢复。',
  untrusted_certificate: '请与部门核实证书，由本节点运维人员将其 CA 证书列入受信任的证书，然后恢复。',
  certificate_of_other_host: '请按证书中的名称填写地址，或请部门换发证书。',
  certificate_not_valid: '请部门换发证书，然后恢复。',
  host_not_allowed: '请核对地址和端口；确有需要的，由本节点运维人员将其列入允许读取的范围。',
  rows_ahead: '请部门核对这些行的时间；更正前不读取这些行，其他行照常读取。',
  signature_required: '该部门的批次须签名，请改用数据接口或批量导入。',
  way_not_allowed: '请先在“提供部门”中为该部门登记数据库对接这一方式，或由总局在资源目录中开通。',
  item_not_allowed: '请先在“提供部门”中为该部门登记这一信息类别。',
  department_revoked: '该部门已停用；不再需要的对接请撤除。',
  department_not_onboarded: '请先登记该部门。',
  unknown_column: '格式规范没有这样的字段；请在各列对应的字段中更正。',
  missing_column: '格式规范要求的字段都须有对应的列；请补充。',
  duplicate_column: '一个字段只能对应一列；请删除多余的。',
  bad_identifier: '模式、表和列的名称至多 63 字节；请核对。',
  password_needed: '变更地址、端口、数据库或账号的，请重新填写密码。',
  connector_changed: '其他人刚变更了本对接；请返回后重新打开再变更。',
  too_many_connectors: '请撤除不再使用的对接，或由本节点运维人员调高上限。',
};
