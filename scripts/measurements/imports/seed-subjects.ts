import type { Sql } from '@necips/runtime';
import { generateRecords } from '@necips/testbed';

/** Seed of the subjects and of the penalties about them. */
export const SEED = 654;

const BATCH_SUBJECTS = 10_000;

/**
 * Fills the directory (主体名录) by SQL with the subjects that generated penalties are about, as following their registrations would,
 * in an order that has nothing to do with that of the files.
 */
export async function seedSubjects(sql: Sql, { node, subjects }: { node: string; subjects: number }): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`create temporary table sample (name text, code text) on commit drop`;
    let batch: { name: string; code: string }[] = [];
    const write = async () => {
      const [names, codes] = [batch.map(({ name }) => name), batch.map(({ code }) => code)];
      await tx`insert into sample select * from unnest(${names}::text[], ${codes}::text[])`;
      batch = [];
    };
    for (const record of generateRecords({ item: 'REG', node, rows: subjects, subjects, seed: SEED })) {
      batch.push({ name: String(record['name']), code: String(record['code']) });
      if (batch.length === BATCH_SUBJECTS) await write();
    }
    await write();
    const key = (letter: string, value: string) =>
      tx.unsafe(`encode(substring(sha256(convert_to('${letter}' || ${value}, 'UTF8')), 1, 16), 'hex')::uuid`);
    await tx`
      insert into subject (record_id, code, name, category, uscc, name_key, keys, key_sequences)
      select ${`${node}/REG/`} || code, code, name, 1, code, name_key, array[code_key, organisation_key, name_key], '{0,0,0}'
      from (
        select code, name, ${key('U', 'code')} as code_key, ${key('O', 'substr(code, 9, 9)')} as organisation_key,
          ${key('N', 'name')} as name_key
        from sample
      ) keyed order by name_key`;
    await tx`insert into subject_alias (key, subject_id) select unnest(keys), subject_id from subject order by 1`;
  });
  await sql.unsafe('vacuum analyze subject, subject_alias');
}
