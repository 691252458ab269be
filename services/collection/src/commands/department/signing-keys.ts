import { appendAudit, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { readSigningKey, signingKeyId } from '../../domain/department/signature.ts';
import { endKey, putKey } from '../../store/department/department-keys.ts';
import { requireDepartment } from './require-department.ts';

/** Registers a key by which a department signs, and answers its name. Throws `invalid` for anything but an Ed25519 public key in PEM. */
export async function registerSigningKey(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  uscc: string,
  { actor, pem }: { actor: string; pem: string },
): Promise<string> {
  const keyId = await sql.begin(async (tx) => {
    await requireDepartment(tx, uscc);
    return await addSigningKey(tx, uscc, { actor, pem, at: new Date(now()) });
  });
  events.actPerformed('register_signing_key', uscc, actor);
  return keyId;
}

/** The same, within the act by which a department is onboarded. */
export async function addSigningKey(
  tx: Transaction,
  uscc: string,
  { actor, pem, at }: { actor: string; pem: string; at: Date },
): Promise<string> {
  const publicKey = readSigningKey(pem);
  if (!publicKey) {
    const message = '请提交 Ed25519 公钥，PEM 格式；私钥不得离开本部门 (want an Ed25519 public key in PEM)';
    throw new ServiceError('invalid', message, { reason: 'bad_signing_key' });
  }
  const keyId = signingKeyId(publicKey);
  await putKey(tx, uscc, { keyId, publicKey, registeredAt: at, registeredBy: actor });
  await appendAudit(tx, { actor, act: 'register_signing_key', object: uscc, details: { keyId } });
  return keyId;
}

/** Ends a key: nothing more is signed by it. What was signed by it stays signed. Throws `not_found`. */
export async function endSigningKey(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  uscc: string,
  { actor, keyId }: { actor: string; keyId: string },
): Promise<void> {
  await sql.begin(async (tx) => {
    await requireDepartment(tx, uscc);
    if (!(await endKey(tx, uscc, keyId, new Date(now())))) {
      throw new ServiceError('not_found', '没有此签名公钥，或已停用 (no such key in use)', { reason: 'no_such_key' });
    }
    await appendAudit(tx, { actor, act: 'end_signing_key', object: uscc, details: { keyId } });
  });
  events.actPerformed('end_signing_key', uscc, actor);
}
