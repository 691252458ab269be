import type { Executor, Transaction } from '@necips/runtime';
import type { WithdrawnRecord } from '../../domain/withdrawal.ts';

/** A record and its tombstone. */
export interface HashedRecord {
  recordId: string;
  hash: Buffer;
}

/** Those of the hashes, in hexadecimal, that are tombstones; true for one in force, false for a lifted one. */
export async function findTombstones(tx: Executor, hashes: readonly Buffer[]): Promise<Map<string, boolean>> {
  const rows = await tx<{ hash: string; inForce: boolean }[]>`
    select encode(hash, 'hex') as hash, lifted_at is null as "inForce" from tombstone
    where hash in (select decode(asked, 'hex') from unnest(${hashes.map(toHex)}::text[]) as asked)`;
  return new Map(rows.map(({ hash, inForce }) => [hash, inForce]));
}

/** Puts tombstones, or puts lifted ones in force again; returns the records whose tombstone was not in force already. */
export async function putTombstones(
  tx: Transaction,
  withdrawalId: string,
  records: readonly HashedRecord[],
): Promise<HashedRecord[]> {
  const put = await tx<{ recordId: string }[]>`
    insert into tombstone (hash, withdrawal_id, record_id)
    select decode(hash, 'hex'), ${withdrawalId}::uuid, record_id from unnest(
      ${records.map(({ hash }) => toHex(hash))}::text[], ${records.map(({ recordId }) => recordId)}::text[]
    ) as asked (hash, record_id)
    on conflict (hash) do update
      set withdrawal_id = excluded.withdrawal_id, record_id = excluded.record_id, lifted_at = null
      where tombstone.lifted_at is not null
    returning record_id as "recordId"`;
  const names = new Set(put.map(({ recordId }) => recordId));
  return records.filter(({ recordId }) => names.has(recordId));
}

/** Puts tombstones of which only the hash, in hexadecimal, is known; those that are there stay as they are. */
export async function putForeignTombstones(
  tx: Transaction,
  withdrawalId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx`
    insert into tombstone (hash, withdrawal_id)
    select decode(hash, 'hex'), ${withdrawalId}::uuid from unnest(${[...hashes]}::text[]) as asked (hash)
    on conflict (hash) do nothing`;
}

/** Lifts the tombstones of an act. */
export async function liftTombstones(tx: Transaction, withdrawalId: string, at: Date): Promise<void> {
  await tx`update tombstone set lifted_at = ${at} where withdrawal_id = ${withdrawalId} and lifted_at is null`;
}

/** Removes lifted tombstones: their records are published again. */
export async function removeTombstones(tx: Transaction, hashes: readonly Buffer[]): Promise<void> {
  await tx`
    delete from tombstone where lifted_at is not null
      and hash in (select decode(gone, 'hex') from unnest(${hashes.map(toHex)}::text[]) as gone)`;
}

/** The records of an act after a tombstone, in the order of tombstones. */
export async function readWithdrawnRecords(
  sql: Executor,
  withdrawalId: string,
  { after, limit }: { after: string; limit: number },
): Promise<WithdrawnRecord[]> {
  const rows = await sql<{ tombstone: string; recordId: string | null }[]>`
    select encode(hash, 'hex') as tombstone, record_id as "recordId" from tombstone
    where withdrawal_id = ${withdrawalId} and hash > decode(${after}, 'hex') order by hash limit ${limit}`;
  return rows.map(({ tombstone, recordId }) => ({ tombstone, ...(recordId !== null && { recordId }) }));
}

/** The digest of the key that the tombstones are hashed by, put there by whoever asks first. */
export async function keyDigestOf(sql: Executor, digest: Buffer): Promise<Buffer> {
  const [row] = await sql<{ digest: Buffer }[]>`
    insert into tombstone_key (name, digest) values ('record', ${digest})
    on conflict (name) do update set name = excluded.name returning digest`;
  if (!row) throw new Error('the tombstone key has no digest');
  return row.digest;
}

const toHex = (hash: Buffer) => hash.toString('hex');
