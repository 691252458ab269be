import type { Executor, Transaction } from '@necips/runtime';

/** A key by which a department signs. */
export interface DepartmentKey {
  keyId: string;
  /** 32 raw bytes. */
  publicKey: Buffer;
  registeredAt: Date;
  registeredBy: string;
  endedAt: Date | null;
}

/** Adds a key, or lets one that has ended be used again. */
export async function putKey(
  tx: Transaction,
  department: string,
  { keyId, publicKey, registeredAt, registeredBy }: Omit<DepartmentKey, 'endedAt'>,
): Promise<void> {
  await tx`
    insert into department_key (department, key_id, public_key, registered_at, registered_by)
    values (${department}, ${keyId}, ${publicKey}, ${registeredAt}, ${registeredBy})
    on conflict (department, key_id) do update set ended_at = null, registered_at = excluded.registered_at,
      registered_by = excluded.registered_by`;
}

/** Ends a key. Answers whether it was one that could be used. */
export async function endKey(tx: Transaction, department: string, keyId: string, at: Date): Promise<boolean> {
  const ended = await tx`
    update department_key set ended_at = ${at}
    where department = ${department} and key_id = ${keyId} and ended_at is null`;
  return ended.count > 0;
}

/** The keys of a department, newest first, also those that have ended. */
export async function readKeys(sql: Executor, department: string): Promise<DepartmentKey[]> {
  return await sql<DepartmentKey[]>`
    select key_id as "keyId", public_key as "publicKey", registered_at as "registeredAt",
      registered_by as "registeredBy", ended_at as "endedAt"
    from department_key where department = ${department} order by registered_at desc, key_id`;
}

/** Whether a department must sign, and the key by which it does, if it can be used. */
export async function findSigning(
  sql: Executor,
  department: string,
  keyId: string,
): Promise<{ isRequired: boolean; publicKey: Buffer | null }> {
  const [found] = await sql<{ isRequired: boolean; publicKey: Buffer | null }[]>`
    select signature_required as "isRequired", (
      select public_key from department_key where department = uscc and key_id = ${keyId} and ended_at is null
    ) as "publicKey"
    from department where uscc = ${department}`;
  return found ?? { isRequired: false, publicKey: null };
}
