import type { Format } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import { requireMayHandIn } from '../../admission.ts';
import type { Context } from '../../context.ts';
import type { MappedColumn } from '../../domain/connector/source-query.ts';
import { resolveHeader } from '../../domain/intake/header.ts';
import type { Provider } from '../../domain/submission.ts';
import { findAdmission } from '../../store/department/admission.ts';
import { findSigning } from '../../store/department/department-keys.ts';
import { requireProvision } from '../catalogue/require-provision.ts';
import { getFormatInForce } from '../get-format.ts';

/**
 * Throws unless what a connector pulls may be handed in now: `forbidden` as the doors answer; `unprocessable` where its columns are not
 * those of the format in force, or where the department must sign, which nobody does who is pulled.
 */
export async function requirePullable(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'catalogue' | 'formats'>,
  pulled: { department: string; item: string; account: string; columns: readonly MappedColumn[] },
): Promise<{ format: Format; provider: Provider }> {
  const { department, item, account, columns } = pulled;
  context.catalogue.requireLoaded();
  const admission = await findAdmission(context.sql, { department, account });
  requireMayHandIn(admission, { item, way: 'connector' });
  requireProvision(context, { item, department, way: 'connector' });
  const format = getFormatInForce(context, item);
  const resolved = resolveHeader(
    columns.map(({ field }) => field),
    format,
  );
  if (!resolved.ok) {
    const { reason, message, details } = resolved;
    throw new ServiceError('unprocessable', message, { reason, details });
  }
  const { isRequired } = await findSigning(context.sql, department, '');
  if (isRequired) {
    const message =
      '本部门须对提交内容签名，不能以数据库对接提供 (the department has to sign, and nobody signs what is pulled)';
    throw new ServiceError('unprocessable', message, { reason: 'signature_required' });
  }
  return { format, provider: { department, departmentName: admission?.name ?? department, account } };
}
