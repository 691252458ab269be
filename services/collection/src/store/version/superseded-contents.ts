import type { Transaction } from '@necips/runtime';
import { allowErasure } from './withdraw-versions.ts';

/** The feed sequence up to which an item's versions are walked over, locked. */
export async function lockWalk(tx: Transaction, item: string): Promise<number> {
  const [row] = await tx<{ sequence: number }[]>`
    insert into superseded_walk (item, sequence) values (${item}, 0)
    on conflict (item) do update set sequence = superseded_walk.sequence returning sequence`;
  return row?.sequence ?? 0;
}

export async function moveWalk(tx: Transaction, item: string, sequence: number): Promise<void> {
  await tx`update superseded_walk set sequence = ${sequence} where item = ${item}`;
}

/** A version on the walk. */
export interface WalkedVersion {
  sequence: number;
  recordId: string;
  version: number;
  collectedAtMs: number;
}

/** The next versions after a feed sequence, of whatever item. */
export async function readVersionsAfter(tx: Transaction, sequence: number, limit: number): Promise<WalkedVersion[]> {
  return await tx<WalkedVersion[]>`
    select sequence, record_id as "recordId", version, collected_at_ms as "collectedAtMs" from record_version
    where sequence > ${sequence} order by sequence limit ${limit}`;
}

/** Erases the contents of all versions below these; returns how many there were. */
export async function eraseContentsBelow(
  tx: Transaction,
  versions: readonly Pick<WalkedVersion, 'recordId' | 'version'>[],
): Promise<number> {
  await allowErasure(tx);
  const erased = await tx`
    delete from record_version_content content using record_version older, unnest(
      ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[]
    ) as newer (record_id, version)
    where older.record_id = newer.record_id and older.version < newer.version and content.sequence = older.sequence`;
  return erased.count;
}
