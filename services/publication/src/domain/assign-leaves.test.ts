import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPseudonym, splitLeaves } from '@necips/exchange';
import { decodeLeaf, verifyLeafContent } from '@necips/tlog';
import { assignLeaves, joinLeaves } from './assign-leaves.ts';
import { type CommittedVersion, commitVersions, type RecordVersion } from './record-version.ts';

const RECORD = '330000/REG/91330000MA00000660';
const AT = { firstIndex: 100, timeMs: 1_700_000_000_000, generation: 1 };
const NOTHING_SHOWN = new Map<string, never>();

test('a leaf commits to the head and both parts that are shown', () => {
  const versions = committed(aVersion({ version: 1 }));

  const { changes, leaves } = assignLeaves(versions, NOTHING_SHOWN, AT);

  const [change, bytes] = [changes[0], leaves[0]];
  assert.ok(change && bytes);
  const leaf = decodeLeaf(bytes);
  assert.ok(verifyLeafContent(leaf, change));
  assert.equal(verifyLeafContent(leaf, { ...change, restrictedPart: '' }), false);
  assert.equal(change.leafIndex, 100);
  assert.equal(leaf.time, AT.timeMs);
  assert.equal(formatPseudonym(leaf.pseudonym), change.pseudonym);
  assert.equal(change.subjectId, '91330000MA00000660');
});

test('what stands in an older log gets a leaf as it is under a new pseudonym, and is withdrawn under the old one', () => {
  const old = formatPseudonym(Buffer.alloc(16, 7));
  const shown = new Map([[RECORD, { version: 2, generation: 1, pseudonym: old, subjectId: 'S' }]]);
  const second = { ...AT, generation: 2 };
  const assign = (version: Partial<RecordVersion>) =>
    assignLeaves(committed({ ...aVersion({ version: 2 }), ...version }), shown, second).changes;

  const [carried] = assign({ carriesOver: true });
  const [withdrawn] = assignLeaves(committed(aVersion({ version: 3, op: 'withdraw' })), shown, second).changes;

  assert.equal(carried?.version, 2);
  assert.notEqual(carried?.pseudonym, old);
  assert.equal(withdrawn?.pseudonym, old);
  assert.deepEqual(assign({}), [], 'what the feed brings again changes nothing');
  const current = new Map([[RECORD, { version: 2, generation: 2, pseudonym: old, subjectId: 'S' }]]);
  const again = committed({ ...aVersion({ version: 2 }), carriesOver: true });
  assert.deepEqual(assignLeaves(again, current, second).changes, []);
});

test('a version that is not above the shown one gets no leaf', () => {
  const shown = new Map([
    [RECORD, { version: 2, generation: 1, pseudonym: formatPseudonym(Buffer.alloc(16, 7)), subjectId: 'S' }],
  ]);
  const versions = committed(aVersion({ version: 1 }), aVersion({ version: 2 }), aVersion({ version: 3 }));

  const { changes } = assignLeaves(versions, shown, AT);

  assert.deepEqual(
    changes.map(({ version, leafIndex }) => [version, leafIndex]),
    [[3, 100]],
  );
});

test('a record keeps its pseudonym while it is shown, and has another one after a withdrawal', () => {
  const versions = committed(
    aVersion({ version: 1 }),
    aVersion({ version: 2 }),
    aVersion({ version: 3, op: 'withdraw' }),
    aVersion({ version: 4 }),
  );

  const { changes } = assignLeaves(versions, NOTHING_SHOWN, AT);

  const [first, second, third, fourth] = changes.map(({ pseudonym }) => pseudonym);
  assert.equal(second, first);
  assert.equal(third, first);
  assert.notEqual(fourth, first);
});

test('a withdrawal commits to nothing and is about the subject of the record', () => {
  const versions = committed(aVersion({ version: 1 }), aVersion({ version: 2, op: 'withdraw' }));

  const { changes, leaves } = assignLeaves(versions, NOTHING_SHOWN, AT);

  const [withdrawal, leaf] = [changes[1], decodeLeaf(leaves[1] as Uint8Array)];
  assert.deepEqual(Buffer.from(leaf.publicCommitment), Buffer.alloc(32));
  assert.deepEqual(Buffer.from(leaf.restrictedCommitment), Buffer.alloc(32));
  assert.equal(withdrawal?.subjectId, '91330000MA00000660');
  assert.deepEqual([withdrawal?.head, withdrawal?.publicPart, withdrawal?.salt.length], ['', '', 0]);
});

test('withdrawing what is not shown gets no leaf', () => {
  const { changes } = assignLeaves(committed(aVersion({ version: 2, op: 'withdraw' })), NOTHING_SHOWN, AT);

  assert.deepEqual(changes, []);
});

test('no two versions have the same salt', () => {
  const versions = committed(aVersion({ version: 1 }), aVersion({ version: 2 }));

  assert.notDeepEqual(versions[0]?.salt, versions[1]?.salt);
});

test('a version whose head names another version cannot be published', () => {
  const version = { ...aVersion({ version: 2 }), head: aVersion({ version: 1 }).head };

  assert.throws(() => commitVersions([version], '330000'), /head names another version/);
});

test('a version of another node cannot be published', () => {
  assert.throws(() => commitVersions([aVersion({ version: 1 })], '440000'), /another node/);
});

test('leaves that were joined are the same when split', () => {
  const { leaves } = assignLeaves(committed(aVersion({ version: 1 }), aVersion({ version: 2 })), NOTHING_SHOWN, AT);

  assert.deepEqual(
    splitLeaves(joinLeaves(leaves)).map((leaf) => [...leaf]),
    leaves.map((leaf) => [...leaf]),
  );
});

test('content that is gone before it was shown gets no leaf', () => {
  const versions = committed(aVersion({ version: 1, contentGone: true }), aVersion({ version: 2, op: 'withdraw' }));

  const { changes } = assignLeaves(versions, NOTHING_SHOWN, AT);

  assert.deepEqual(changes, []);
});

function committed(...versions: RecordVersion[]): CommittedVersion[] {
  return commitVersions(versions, '330000');
}

const NONE = new Uint8Array();

function aVersion({ version, op = 'publish', contentGone = false }: GivenVersion): RecordVersion {
  const subject = { code: '91330000MA00000660', name: '杭州西湖茶业有限公司' };
  const head = JSON.stringify({ item: 'REG', node: '330000', op, recordId: RECORD, subject, version });
  const publicPart = JSON.stringify({ name: subject.name, version });
  const common = { sequence: version, recordId: RECORD, version, op, collectedAtMs: 1 };
  if (contentGone) return { ...common, head: '', publicPart: '', restrictedPart: '', contentGone, tombstone: NONE };
  return { ...common, head, publicPart, restrictedPart: '{"phone":"0571"}', contentGone, tombstone: NONE };
}

interface GivenVersion {
  version: number;
  op?: RecordVersion['op'];
  contentGone?: boolean;
}
