import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats, type Format } from '@necips/domain';
import { generateRecords } from '@necips/testbed';
import type { ArrivedTransfer } from './arrived-transfer.ts';
import { mergeParts } from './merge-parts.ts';
import { readTransfer } from './read-transfer.ts';

const TODAY = '2026-11-01';
const OPTIONS = { node: '440000', today: TODAY, checkSwitchDate: '2015-10-01', bytesMax: 1_000_000 };
const FORMATS = builtInFormats()
  .list(TODAY)
  .filter(({ isRegistration }) => !isRegistration);

for (const format of FORMATS) {
  test(`what one node has recorded of ${format.item}, another reads as the same record`, () => {
    for (const values of generateRecords({ item: format.item, node: '330000', rows: 100, seed: 7 })) {
      const first = format.read(values, { node: '330000', today: TODAY });
      if (!first.ok) assert.fail(JSON.stringify(first.faults));

      const read = readTransfer(aTransfer(format, first), format, OPTIONS);

      if (!read.ok) assert.fail(read.fate.explanation);
      const { publicPart, restrictedPart, businessKey, subject } = read.row;
      assert.deepEqual(
        { publicPart, restrictedPart, businessKey, subject },
        {
          publicPart: first.publicPart,
          restrictedPart: first.restrictedPart,
          businessKey: first.businessKey,
          subject: first.subject,
        },
      );
      assert.equal(read.row.internal, undefined);
    }
  });
}

test('a list that stands in both parts is put together row by row, or not at all', () => {
  assert.deepEqual(mergeParts('{"a":1,"list":[{"x":1},{}]}', '{"list":[{},{"y":2}]}'), {
    a: 1,
    list: [{ x: 1 }, { y: 2 }],
  });
  for (const [one, other] of [
    ['{"list":[{}]}', '{"list":[{},{}]}'],
    ['{"list":[1]}', '{"list":[{}]}'],
    ['{"a":1}', '{"a":1}'],
    ['{"a":1}', '[]'],
  ] as const) {
    assert.equal(mergeParts(one, other), undefined, `${one} ${other}`);
  }
});

function aTransfer(format: Format, parts: { publicPart: string; restrictedPart: string }): ArrivedTransfer {
  const { publicPart, restrictedPart } = parts;
  return {
    transferId: 't',
    recordKey: 'k',
    version: 1,
    from: '330000',
    item: format.item,
    format: format.id,
    provider: '11330000002482095X',
    providerName: '浙江省市场监督管理局',
    publicPart,
    restrictedPart,
    takenBack: false,
    backToVersion: 0,
    lawful: false,
    registeredCode: '',
    registeredName: '',
  };
}
