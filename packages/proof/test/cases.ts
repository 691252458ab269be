// What must come out of which files: the vectors, before they are written down.
import { addSignature, encodeBase64, parseSignerKey, signCheckpoint, signNote } from '@necips/tlog';
import { aLog, CENTRE, ORIGIN, OTHER_PROVINCE, PROVINCE, PROVINCE_LATER, SAID_AT } from './a-log.ts';

/** Every case with the verdict that docs/proof-format.md gives it. */
export async function theCases(): Promise<Case[]> {
  const log = aLog();
  const a = await log.proof(3, { cosigned: true });
  const b = await log.proof(5, { size: 10 });
  const withdrawal = await log.proof(12);
  const secondVersion = await log.proof(7);
  return [
    ...valid(log, { a, b, withdrawal, secondVersion }),
    { name: 'a file cut short', proof: a.slice(0, 400), expected: bad('malformed') },
    { name: 'an empty file', proof: '', expected: bad('malformed') },
    { name: 'lines that end as in Windows', proof: a.replaceAll('\n', '\r\n'), expected: bad('malformed') },
    { name: 'an index with a leading zero', proof: a.replace('index 3', 'index 03'), expected: bad('malformed') },
    { name: 'no extra line', proof: a.replace(/extra .*\n/, ''), expected: bad('malformed') },
    {
      name: 'another version of the record',
      proof: withRecord(a, (record) => setByte(record, 14, 0x32)),
      expected: bad('malformed'),
    },
    {
      name: 'a byte after the public part',
      proof: withRecord(a, (record) => Buffer.concat([record, Buffer.of(0)])),
      expected: bad('malformed'),
    },
    { name: 'a note after the checkpoint', proof: `${a}\nhello\n`, expected: bad('malformed') },
    { name: 'a leaf of format 2', proof: withRecord(a, (record) => setByte(record, 16, 2)), expected: bad('leaf') },
    { name: 'a reserved operation', proof: withRecord(a, (record) => setByte(record, 17, 5)), expected: bad('leaf') },
    {
      name: 'a withdrawal with content',
      proof: withRecord(withdrawal, (record) => Buffer.concat([record, Buffer.alloc(24)])),
      expected: bad('leaf'),
    },
    {
      name: 'a key that did not sign',
      proof: a,
      provinceKeys: [PROVINCE_LATER.verifierKey],
      expected: bad('signature'),
    },
    {
      name: 'another province’s key',
      proof: a,
      provinceKeys: [OTHER_PROVINCE.verifierKey],
      expected: bad('signature'),
    },
    {
      name: 'a checkpoint of another log under the same key',
      proof: await log.proof(3, { checkpoint: foreignCheckpoint(log) }),
      expected: bad('signature'),
    },
    { name: 'a signature of other bytes', proof: a.replace('\n20\n', '\n21\n'), expected: bad('signature') },
    {
      name: 'one of two known signatures false',
      proof: `${a}${falseLine(a, PROVINCE_LATER.signerKey)}`,
      provinceKeys: [PROVINCE.verifierKey, PROVINCE_LATER.verifierKey],
      expected: bad('signature'),
    },
    { name: 'another index', proof: a.replace('index 3', 'index 4'), expected: bad('inclusion') },
    { name: 'an index beyond the tree', proof: a.replace('index 3', 'index 20'), expected: bad('inclusion') },
    { name: 'a hash missing', proof: a.replace(/(index 3\n).*\n/, '$1'), expected: bad('inclusion') },
    {
      name: 'a hash too many',
      proof: a.replace('\n\n', `\n${encodeBase64(new Uint8Array(32))}\n\n`),
      expected: bad('inclusion'),
    },
    { name: 'an altered leaf', proof: withRecord(a, (record) => setByte(record, 20, 0)), expected: bad('inclusion') },
    { name: 'an altered salt', proof: withRecord(a, (record) => setByte(record, 115, 0)), expected: bad('content') },
    {
      name: 'an altered body',
      proof: withRecord(a, (record) => setByte(record, record.length - 3, 0x33)),
      expected: bad('content'),
    },
    { name: 'a head of another version', proof: await badHead(), expected: bad('head') },
    {
      name: 'a false cosignature',
      proof: `${await log.proof(3)}${cosignatureOf(await log.proof(3, { size: 10, cosigned: true }))}`,
      expected: bad('cosignature'),
    },
    { name: 'a withdrawal of another record', proof: a, successor: withdrawal, expected: bad('relation', 'successor') },
    {
      name: 'an earlier version as later one',
      proof: secondVersion,
      successor: a,
      expected: bad('relation', 'successor'),
    },
    {
      name: 'a withdrawal that does not hold',
      proof: b,
      successor: withdrawal.replace('index 12', 'index 13'),
      expected: bad('inclusion', 'successor'),
    },
    {
      name: 'a withdrawal as first file',
      proof: withdrawal,
      successor: withdrawal,
      expected: bad('relation', 'successor'),
    },
    {
      name: 'a status signed by a province',
      proof: a,
      status: log.status(3, 'current', {}, PROVINCE.signerKey),
      expected: bad('signature', 'status'),
    },
    {
      name: 'a status without the centre’s key',
      proof: a,
      centreKey: null,
      status: log.status(3, 'current'),
      expected: bad('signature', 'status'),
    },
    {
      name: 'a status of another leaf',
      proof: a,
      status: log.status(4, 'current'),
      expected: bad('relation', 'status'),
    },
    {
      name: 'a status of another log',
      proof: a,
      status: log.status(3, 'current', { origin: 'necips.local/440000' }),
      expected: bad('relation', 'status'),
    },
    {
      name: 'a status with another root at the same size',
      proof: a,
      status: log.status(3, 'current', { root: log.root(19) }),
      expected: bad('relation', 'status'),
    },
    {
      name: 'a status of a withdrawal',
      proof: withdrawal,
      status: log.status(12, 'current'),
      expected: bad('relation', 'status'),
    },
    {
      name: 'a status that a later leaf contradicts',
      proof: b,
      successor: withdrawal,
      status: log.status(5, 'current'),
      expected: bad('relation', 'status'),
    },
    {
      name: 'a status that names no later leaf',
      proof: b,
      status: log.status(5, 'withdrawn'),
      expected: bad('malformed', 'status'),
    },
    {
      name: 'a status beyond its size',
      proof: b,
      status: log.status(5, 'withdrawn', { successorIndex: 20 }),
      expected: bad('malformed', 'status'),
    },
    {
      name: 'a status too long',
      proof: a,
      status: `${log.status(3, 'current')}${' '.repeat(65_536)}`,
      expected: bad('too_large', 'status'),
    },
    {
      name: 'a status altered',
      proof: a,
      status: log.status(3, 'current').replace('time 1', 'time 2'),
      expected: bad('signature', 'status'),
    },
    {
      name: 'another note of the centre as status',
      proof: a,
      status: signNote('hello\n', parseSignerKey(CENTRE.signerKey)),
      expected: bad('malformed', 'status'),
    },
  ];
}

function valid(
  log: ReturnType<typeof aLog>,
  files: Record<'a' | 'b' | 'withdrawal' | 'secondVersion', string>,
): Case[] {
  const { a, b, withdrawal, secondVersion } = files;
  return [
    {
      name: 'a published record',
      proof: a,
      expected: { verdict: 'published', index: 3, size: 20, recordId: '330000/REG/a', cosignedAt: SAID_AT },
    },
    {
      name: 'the same without the centre’s key',
      proof: a,
      centreKey: null,
      expected: { verdict: 'published', cosignedAt: null },
    },
    {
      name: 'a record published as of an earlier size',
      proof: b,
      expected: { verdict: 'published', index: 5, size: 10, cosignedAt: null },
    },
    {
      name: 'both keys of a log that changed its key',
      proof: a,
      provinceKeys: [PROVINCE_LATER.verifierKey, PROVINCE.verifierKey],
      expected: { verdict: 'published' },
    },
    {
      name: 'a line of a key that nobody knows',
      proof: a,
      centreKey: OTHER_PROVINCE.verifierKey,
      expected: { verdict: 'published', cosignedAt: null },
    },
    { name: 'a withdrawing leaf', proof: withdrawal, expected: { verdict: 'withdrawal', index: 12, recordId: null } },
    {
      name: 'a record and its withdrawal',
      proof: b,
      successor: withdrawal,
      expected: { verdict: 'withdrawn', index: 5, successorIndex: 12, successorSize: 20 },
    },
    {
      name: 'a record and its second version',
      proof: a,
      successor: secondVersion,
      expected: { verdict: 'superseded', successorIndex: 7 },
    },
    {
      name: 'a record that the centre calls current',
      proof: secondVersion,
      status: log.status(7, 'current'),
      expected: { verdict: 'current', statusSize: 20, statusAt: SAID_AT },
    },
    {
      name: 'a record that the centre calls superseded',
      proof: a,
      status: log.status(3, 'superseded', { successorIndex: 7 }),
      expected: { verdict: 'superseded', successorIndex: null },
    },
    {
      name: 'a record that the centre calls withdrawn',
      proof: b,
      status: log.status(5, 'withdrawn', { successorIndex: 12 }),
      expected: { verdict: 'withdrawn' },
    },
    {
      name: 'a record that was current before it was withdrawn',
      proof: b,
      successor: withdrawal,
      status: log.status(5, 'current', { size: 12, root: log.root(12) }),
      expected: { verdict: 'withdrawn', statusSize: 12 },
    },
  ];
}

/** The case as a stranger gets it: keys filled in, files as base64. */
export function toVector({ name, expected, proof, successor, status, centreKey, provinceKeys }: Case): Vector {
  const encoded = (text: string | undefined) => (text === undefined ? null : Buffer.from(text).toString('base64'));
  return {
    name,
    provinceKeys: provinceKeys ?? [PROVINCE.verifierKey],
    centreKey: centreKey === undefined ? CENTRE.verifierKey : centreKey,
    proof: encoded(proof) ?? '',
    successor: encoded(successor),
    status: encoded(status),
    expected,
  };
}

function bad(check: string, file = 'proof') {
  return { verdict: 'invalid', file, check };
}

function withRecord(proof: string, change: (record: Buffer) => Buffer): string {
  return proof.replace(/(?<=extra ).*/, (record) => change(Buffer.from(record, 'base64')).toString('base64'));
}

function setByte(bytes: Buffer, at: number, value: number): Buffer {
  bytes[at] = bytes[at] === value ? value + 1 : value;
  return bytes;
}

function foreignCheckpoint(log: ReturnType<typeof aLog>): string {
  const checkpoint = { origin: OTHER_PROVINCE.verifierKey.split('+', 1)[0] ?? '', size: 20, root: log.root() };
  return signCheckpoint(checkpoint, parseSignerKey(PROVINCE.signerKey));
}

function falseLine(proof: string, signerKey: string): string {
  const note = proof.slice(proof.indexOf(`${ORIGIN}\n`));
  const other = addSignature(note.replace('\n20\n', '\n21\n'), parseSignerKey(signerKey));
  return `${other.trimEnd().split('\n').at(-1)}\n`;
}

function cosignatureOf(proof: string): string {
  return `${proof.trimEnd().split('\n').at(-1)}\n`;
}

/** A province may have signed a leaf whose head says something else than the leaf. */
async function badHead(): Promise<string> {
  return await aLog(20, 2).proof(3);
}

export interface Case {
  name: string;
  proof: string;
  successor?: string;
  status?: string;
  /** That of the province's first key, unless given. */
  provinceKeys?: string[];
  /** The centre's, unless given; null for none. */
  centreKey?: string | null;
  /** Members that the verdict must have. */
  expected: Record<string, unknown>;
}

/** A case as it stands in vectors/vectors.json; files in base64. */
export interface Vector {
  name: string;
  provinceKeys: string[];
  centreKey: string | null;
  proof: string;
  successor: string | null;
  status: string | null;
  expected: Record<string, unknown>;
}
