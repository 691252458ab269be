import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { writeXlsx } from 'hucre/xlsx';
import { openWorkbook } from './open-workbook.ts';
import type { SheetRow } from './sheet/cell.ts';
import { SpoolFile } from './spool-file.ts';

test('a workbook that another program has written is read cell by cell', async () => {
  const names = Array.from({ length: 3_000 }, (_, i) => [`公司${i}`, null, i]);
  const day = new Date(Date.UTC(2018, 0, 2));
  const bytes = await writeXlsx({
    sheets: [{ name: '处罚', rows: [['名称', '日期', '数'], ['<甲>&', day, 1.5], ...names] }],
  });
  await using file = await SpoolFile.create(tmpdir());
  await using spool = await SpoolFile.create(tmpdir());
  await file.append(bytes);
  const limits = { inflatedBytesMax: 1e9, expansionRatioMax: 200, rowCharactersMax: 1e6 };
  const workbook = await openWorkbook(file, spool, limits);
  const rows: SheetRow[] = [];
  for await (const some of workbook.readRows('处罚')) rows.push(...some);

  assert.deepEqual(workbook.sheets, [{ name: '处罚', isVisible: true }]);
  assert.deepEqual(rows[1]?.cells, ['<甲>&', { number: '43102', isDate: true }, { number: '1.5', isDate: false }]);
  assert.equal(rows.length, 3_002);
  assert.deepEqual(rows.at(-1)?.number, 3_002);
  assert.equal(rows.at(-1)?.cells[0], '公司2999');
});
