import type { Transaction } from '@necips/runtime';
import type { Random } from '@necips/testbed';
import type { PastVersion, RecordTarget, Touched } from './target.ts';

/** Does one kind of damage to a record; undefined where this record cannot be damaged so. */
export type RecordKind = (tx: Transaction, target: RecordTarget, random: Random) => Promise<Touched | undefined>;

type Shown = RecordTarget & { leafIndex: number };

/** Places beyond every log, each used once. */
let beyond = 10_000_000;

export const RECORD_KINDS: Record<string, RecordKind> = {
  'record missing': shown(async (tx, target) => {
    await deleteRecord(tx, target);
    return [recordRow(target)];
  }),
  'content missing': shown(async (tx, target) => {
    await deleteContent(tx, target, target.leafIndex);
    return [contentRow(target, target.leafIndex)];
  }),
  'record and content missing': shown(async (tx, target) => {
    await deleteRecord(tx, target);
    await deleteContent(tx, target, target.leafIndex);
    return [recordRow(target), contentRow(target, target.leafIndex)];
  }),
  'record, content and subject missing': shown(async (tx, target) => {
    await deleteRecord(tx, target);
    await deleteContent(tx, target, target.leafIndex);
    await tx`delete from exchange.subject where subject_id = ${target.subjectId}`;
    return [recordRow(target), contentRow(target, target.leafIndex), `subject|${target.subjectId}`];
  }),
  'body altered': content('public_part', (value, random) => alter(value, random)),
  'body cut': content('public_part', (value) => value.slice(0, -5)),
  'body emptied': content('public_part', () => ''),
  'restricted part added': content('restricted_part', (value) => `${value}{"x":1}`),
  'head altered': content('head', (value, random) => alter(value, random)),
  'head that says another version': content('head', (value) => value.replace('"version":', '"version":1')),
  'head that is no JSON': content('head', (value) => value.slice(1)),
  'salt altered': shown(async (tx, target, random) => {
    const at = random.below(32);
    await tx`update exchange.record_content set salt = set_byte(salt, ${at}, 255 - get_byte(salt, ${at})) where ${place(tx, target)}`;
    return [contentRow(target, target.leafIndex)];
  }),
  'salt cut': shown(async (tx, target) => {
    await tx`update exchange.record_content set salt = substring(salt for 16) where ${place(tx, target)}`;
    return [contentRow(target, target.leafIndex)];
  }),
  'record of a later version': column((tx) => tx`version = version + 1`),
  'record of another time': column((tx) => tx`time_ms = time_ms + 1`),
  'record of another pseudonym': column((tx) => tx`pseudonym = gen_random_uuid()`),
  'record of another subject': column((tx) => tx`subject_id = subject_id || 'X'`),
  'record of another item': column((tx) => tx`item = 'XXX'`),
  'record at a leaf beyond the log': shown(async (tx, target) => {
    const leafIndex = beyond++;
    await tx`update exchange.record set leaf_index = ${leafIndex} where node = ${target.node} and record_id = ${target.recordId}`;
    return { rows: [recordRow(target)], leaves: [[leafIndex, leafIndex + 1]] };
  }),
  'record under another identity': shown(async (tx, target) => {
    await tx`
      update exchange.record set record_id = record_id || 'X' where node = ${target.node} and record_id = ${target.recordId}`;
    return [recordRow(target), `${recordRow(target)}X`];
  }),
  'older version shown again': shown(async (tx, target) => {
    const old = target.past.at(-1);
    if (!old) return undefined;
    await deleteRecord(tx, target);
    await deleteContent(tx, target, target.leafIndex);
    await deleteNote(tx, target, old);
    await putBack(tx, old);
    const contents = [contentRow(target, target.leafIndex), contentRow(target, old.leafIndex)];
    return [recordRow(target), ...contents, noteRow(target, old.leafIndex)];
  }),
  'older version and subject shown again': shown(async (tx, target) => {
    const old = target.past.at(-1);
    if (!old) return undefined;
    await deleteRecord(tx, target);
    await deleteContent(tx, target, target.leafIndex);
    await deleteNote(tx, target, old);
    await putBack(tx, old);
    await putSubjectBack(tx, old);
    const contents = [contentRow(target, target.leafIndex), contentRow(target, old.leafIndex)];
    return [recordRow(target), ...contents, noteRow(target, old.leafIndex), `subject|${target.subjectId}`];
  }),
  'content of an older version kept': past(async (tx, target, old) => {
    await tx`insert into exchange.record_content select * from jsonb_populate_record(null::exchange.record_content, ${old.content}::text::jsonb)`;
    return [contentRow(target, old.leafIndex)];
  }),
  'withdrawn record shown again': past(async (tx, target, old) => {
    if (target.leafIndex !== undefined) return undefined;
    await deleteNote(tx, target, old);
    await putBack(tx, old);
    return [recordRow(target), contentRow(target, old.leafIndex), noteRow(target, old.leafIndex)];
  }),
  'withdrawn record and subject shown again': past(async (tx, target, old) => {
    if (target.leafIndex !== undefined) return undefined;
    await deleteNote(tx, target, old);
    await putBack(tx, old);
    await putSubjectBack(tx, old);
    const rows = [recordRow(target), contentRow(target, old.leafIndex), noteRow(target, old.leafIndex)];
    return [...rows, `subject|${target.subjectId}`];
  }),
  'withdrawn only here': shown(async (tx, target) => {
    await deleteRecord(tx, target);
    await deleteContent(tx, target, target.leafIndex);
    await tx`delete from exchange.subject where subject_id = ${target.subjectId}`;
    await putNote(tx, target, target.leafIndex, target.leafIndex + 1);
    const rows = [recordRow(target), contentRow(target, target.leafIndex), noteRow(target, target.leafIndex)];
    return [...rows, `subject|${target.subjectId}`];
  }),
  'note of a successor missing': past(async (tx, target, old) => {
    await deleteNote(tx, target, old);
    return [noteRow(target, old.leafIndex)];
  }),
  'note of a successor that is no later leaf': past(async (tx, target, old) => {
    await tx`
      update exchange.superseded set successor_index = leaf_index
      where node = ${target.node} and generation = ${target.generation} and leaf_index = ${old.leafIndex}`;
    return [noteRow(target, old.leafIndex)];
  }),
  'current leaf said to be superseded': shown(async (tx, target) => {
    await putNote(tx, target, target.leafIndex, target.leafIndex + 1);
    return [noteRow(target, target.leafIndex)];
  }),
  'note beyond the log': shown(async (tx, target) => {
    const leafIndex = beyond++;
    await putNote(tx, target, leafIndex, leafIndex + 1);
    return { rows: [noteRow(target, leafIndex)], leaves: [[leafIndex, leafIndex + 1]] };
  }),
  'record that was never published': shown(async (tx, target) => {
    const leafIndex = beyond++;
    await copyRecord(tx, target, leafIndex);
    return { rows: [`${recordRow(target)}Y`], leaves: [[leafIndex, leafIndex + 1]] };
  }),
  'record and content that were never published': shown(async (tx, target) => {
    const leafIndex = beyond++;
    await copyRecord(tx, target, leafIndex);
    await tx`
      insert into exchange.record_content select node, generation, ${leafIndex}, salt, head, public_part, restricted_part
      from exchange.record_content where ${place(tx, target)}`;
    return {
      rows: [`${recordRow(target)}Y`, contentRow(target, leafIndex)],
      leaves: [[leafIndex, leafIndex + 1]],
    };
  }),
};

/** At the centre only: a province hides nothing ahead of its own log. */
export const CENTRE_RECORD_KINDS: Record<string, RecordKind> = {
  'record hidden without a withdrawal': shown(async (tx, target) => {
    const { node, generation, pseudonym } = target;
    const leafIndex = beyond++;
    await tx`insert into exchange.hidden values (${node}, ${generation}, ${pseudonym}, ${leafIndex}, 1)`;
    return { rows: [`hidden|${node}|${generation}|${pseudonym}`], leaves: [[leafIndex, leafIndex + 1]] };
  }),
};

function shown(
  damage: (tx: Transaction, target: Shown, random: Random) => Promise<string[] | Touched | undefined>,
): RecordKind {
  return async (tx, target, random) => {
    const { leafIndex } = target;
    return leafIndex === undefined ? undefined : touched(target, await damage(tx, { ...target, leafIndex }, random));
  };
}

function past(
  damage: (tx: Transaction, target: RecordTarget, old: PastVersion) => Promise<string[] | undefined>,
): RecordKind {
  return async (tx, target) => {
    const old = target.past.at(-1);
    return old && touched(target, await damage(tx, target, old));
  };
}

/** The difference may be found at any leaf of the record. */
function touched(target: RecordTarget, said: string[] | Touched | undefined): Touched | undefined {
  if (!said) return undefined;
  const { rows, leaves } = Array.isArray(said) ? { rows: said, leaves: [] } : said;
  const own = [...target.past.map(({ leafIndex }) => leafIndex), target.leafIndex].filter((at) => at !== undefined);
  return { rows, leaves: [...leaves, ...own.map((at): [number, number] => [at, at + 1])], isAnywhere: true };
}

function content(name: string, change: (value: string, random: Random) => string): RecordKind {
  return shown(async (tx, target, random) => {
    const [stored] = await tx<{ value: string }[]>`
      select ${tx(name)} as value from exchange.record_content where ${place(tx, target)}`;
    if (!stored) return undefined;
    await tx`update exchange.record_content set ${tx(name)} = ${change(stored.value, random)} where ${place(tx, target)}`;
    return [contentRow(target, target.leafIndex)];
  });
}

function column(set: (tx: Transaction) => ReturnType<Transaction>): RecordKind {
  return shown(async (tx, target) => {
    await tx`update exchange.record set ${set(tx)} where node = ${target.node} and record_id = ${target.recordId}`;
    return [recordRow(target)];
  });
}

function alter(value: string, random: Random): string {
  const at = random.below(value.length);
  return `${value.slice(0, at)}${value[at] === 'x' ? 'y' : 'x'}${value.slice(at + 1)}`;
}

function place(tx: Transaction, { node, generation, leafIndex }: Shown) {
  return tx`node = ${node} and generation = ${generation} and leaf_index = ${leafIndex}`;
}

async function deleteRecord(tx: Transaction, { node, recordId }: RecordTarget): Promise<void> {
  await tx`delete from exchange.record where node = ${node} and record_id = ${recordId}`;
}

async function deleteContent(tx: Transaction, target: RecordTarget, leafIndex: number): Promise<void> {
  await tx`delete from exchange.record_content where ${place(tx, { ...target, leafIndex })}`;
}

async function deleteNote(tx: Transaction, target: RecordTarget, { leafIndex }: PastVersion): Promise<void> {
  await tx`delete from exchange.superseded where ${place(tx, { ...target, leafIndex })}`;
}

async function putNote(
  tx: Transaction,
  { node, generation }: RecordTarget,
  leafIndex: number,
  successorIndex: number,
): Promise<void> {
  await tx`insert into exchange.superseded values (${node}, ${generation}, ${leafIndex}, ${successorIndex})`;
}

async function putBack(tx: Transaction, { record, content: body }: PastVersion): Promise<void> {
  await tx`insert into exchange.record select * from jsonb_populate_record(null::exchange.record, ${record}::text::jsonb)`;
  await tx`insert into exchange.record_content select * from jsonb_populate_record(null::exchange.record_content, ${body}::text::jsonb)`;
}

async function putSubjectBack(tx: Transaction, { subject }: PastVersion): Promise<void> {
  await tx`delete from exchange.subject where subject_id = ${subject}::text::jsonb->>'subject_id'`;
  await tx`insert into exchange.subject select * from jsonb_populate_record(null::exchange.subject, ${subject}::text::jsonb)`;
}

async function copyRecord(tx: Transaction, { node, recordId }: RecordTarget, leafIndex: number): Promise<void> {
  await tx`
    insert into exchange.record (node, record_id, subject_id, item, version, generation, leaf_index, pseudonym, time_ms)
    select node, record_id || 'Y', subject_id, item, version, generation, ${leafIndex}, gen_random_uuid(), time_ms
    from exchange.record where node = ${node} and record_id = ${recordId}`;
}

function recordRow({ node, recordId }: RecordTarget): string {
  return `record|${node}|${recordId}`;
}

function contentRow({ node, generation }: RecordTarget, leafIndex: number): string {
  return `content|${node}|${generation}|${leafIndex}`;
}

function noteRow({ node, generation }: RecordTarget, leafIndex: number): string {
  return `superseded|${node}|${generation}|${leafIndex}`;
}
