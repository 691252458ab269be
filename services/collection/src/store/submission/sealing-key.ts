import type { Executor } from '@necips/runtime';

/** The digest of the key under which the database is sealed, put there by whoever asks first. */
export async function sealingKeyDigestOf(sql: Executor, digest: Buffer): Promise<Buffer> {
  const [row] = await sql<{ digest: Buffer }[]>`
    insert into sealing_key (name, digest) values ('node', ${digest})
    on conflict (name) do update set name = excluded.name returning digest`;
  if (!row) throw new Error('the sealing key has no digest');
  return row.digest;
}
