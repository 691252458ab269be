import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leafHash, nodeHash, rootOf } from './hashing.ts';

// The leaves and roots that the Certificate Transparency reference implementations test with.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('the roots of 0 to 8 leaves are those of the RFC 6962 reference implementations', () => {
  const hashes = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')));

  const roots = ROOTS.map((_, size) => Buffer.from(rootOf(hashes.slice(0, size))).toString('hex'));

  assert.deepEqual(roots, ROOTS);
});

test('pairing level by level gives the tree that RFC 6962 defines by splitting at a power of two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 70 }),
      (hashes) => {
        assert.deepEqual(Buffer.from(rootOf(hashes)), Buffer.from(merkleTreeHash(hashes)));
      },
    ),
  );
});

test('an entry longer than every one before hashes like any other', () => {
  const long = new Uint8Array(70_000).fill(7);

  const [first, short, again] = [leafHash(long), leafHash(Uint8Array.of(1)), leafHash(long)];

  assert.deepEqual(first, again);
  assert.notDeepEqual(first, short);
});

test('a node has two children of 32 bytes', () => {
  assert.throws(() => nodeHash(new Uint8Array(32), new Uint8Array(31)), RangeError);
});

function merkleTreeHash(hashes: Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0] as Uint8Array;
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return nodeHash(merkleTreeHash(hashes.slice(0, split)), merkleTreeHash(hashes.slice(split)));
}
