import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UndecidedLeaves } from './undecided-leaves.ts';

const STRETCH = 1_000;

test('a leaf waits for the first later leaf about the same record', () => {
  const undecided = new UndecidedLeaves();
  undecided.add(3, aLeaf(7));
  for (const [leafIndex, pseudonym] of [
    [2, 7],
    [3, 7],
    [4, 8],
    [9, 7],
    [12, 7],
  ] as const) {
    undecided.see(leafIndex, aLeaf(pseudonym));
  }

  assert.deepEqual(successors(undecided), [[[3, 9]]]);
});

test('of several later leaves the one that is noted already ends it', () => {
  const undecided = new UndecidedLeaves();
  undecided.add(3, aLeaf(7), 6);
  for (const leafIndex of [4, 5, 6, 8]) undecided.see(leafIndex, aLeaf(7));

  assert.deepEqual(successors(undecided), [[[3, 6]]]);
});

test('of two undecided leaves about one record the later one ends the earlier', () => {
  const undecided = new UndecidedLeaves();
  undecided.add(3, aLeaf(7));
  undecided.add(5, aLeaf(7));
  for (const leafIndex of [3, 4, 5, 6]) undecided.see(leafIndex, aLeaf(leafIndex === 4 ? 8 : 7));

  assert.deepEqual(successors(undecided), [
    [
      [3, 5],
      [5, 6],
    ],
  ]);
});

test('undecided leaves come in stretches of the log, once', () => {
  const undecided = new UndecidedLeaves();
  for (const leafIndex of [2_500, 0, 999, 1_000]) undecided.add(leafIndex, aLeaf(leafIndex % 251));

  assert.deepEqual(successors(undecided), [
    [
      [0, undefined],
      [999, undefined],
    ],
    [[1_000, undefined]],
    [[2_500, undefined]],
  ]);
  assert.deepEqual(successors(undecided), []);
});

function successors(undecided: UndecidedLeaves) {
  return Array.from(undecided.take(STRETCH), (leaves) =>
    Array.from(leaves, ([leafIndex, { successorIndex }]) => [leafIndex, successorIndex]),
  );
}

/** 98 bytes that bear this pseudonym. */
function aLeaf(pseudonym: number): Uint8Array {
  return new Uint8Array(98).fill(pseudonym, 2, 18);
}
