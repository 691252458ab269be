import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { openWorkbook, SpoolFile } from '@necips/workbook';
import { aCollection, countsOf, type TestCollection } from './support/collection.ts';
import { aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

interface FormatJson {
  format: string;
  title: string;
  columns: { name: string; label: string; mandatory: boolean }[];
  schema: { properties: Record<string, unknown>; required: string[] };
}

test('every item in force has a schema, templates, a form and a page, for everybody', async () => {
  const { formats } = (await (await fetch(`${collection.base}/v1/formats`)).json()) as { formats: { item: string }[] };
  const items = formats.map(({ item }) => item);

  assert.ok(items.includes('REG') && items.includes('PEN') && items.includes('LIC'));
  for (const item of items) {
    const at = (path: string) => fetch(`${collection.base}/v1/formats/${item}${path}`);
    const format = (await (await at('')).json()) as FormatJson;
    const csv = await (await at('/template.csv')).text();
    const page = await (await at('/documentation')).text();
    const form = (await (await at('/form')).json()) as { groups: { fields: { name: string }[] }[] };
    const xlsx = await sheetsOf(Buffer.from(await (await at('/template.xlsx')).arrayBuffer()));

    const headings = csv.replace(/^\ufeff|\r\n$/g, '').split(',');
    assert.ok(Object.keys(format.schema.properties).length > 0, item);
    assert.deepEqual(xlsx.rows[0], headings, item);
    assert.deepEqual(xlsx.visible, [format.title.slice(0, 31), '填写说明'], item);
    assert.match(page, new RegExp(format.title), item);
    for (const { name, label } of format.columns.filter(({ mandatory }) => mandatory)) {
      assert.ok(headings.includes(label), `${item} ${label}`);
      assert.ok(
        form.groups.some(({ fields }) => fields.some((field) => field.name === name)),
        `${item} ${name}`,
      );
    }
  }
  assert.equal((await fetch(`${collection.base}/v1/formats/XYZ`)).status, 404);
});

test('the template of a format is taken in as it is, once rows are added', async () => {
  const template = await (await fetch(`${collection.base}/v1/formats/REG/template.csv`)).text();
  const headings = template.replace(/^\ufeff|\r\n$/g, '').split(',');
  const [name, code, date] = aRow(1).split(',');
  const values: Record<string, string> = { 企业名称: name!, 统一社会信用代码: code!, 注册日期: date! };
  const row = headings.map((heading) => values[heading] ?? '').join(',');

  const submission = await collection.load(`${template}${row}\r\n`);

  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  const again = await collection.load(aFile(aRow(1, { person: '', province: '' })));
  assert.equal(again.unchanged, 1);
});

async function sheetsOf(bytes: Buffer): Promise<{ visible: string[]; rows: unknown[][] }> {
  await using file = await SpoolFile.create(tmpdir());
  await using spool = await SpoolFile.create(tmpdir());
  await file.append(bytes);
  const limits = { inflatedBytesMax: 1e8, expansionRatioMax: 200, rowCharactersMax: 1e6 };
  const workbook = await openWorkbook(file, spool, limits);
  const visible = workbook.sheets.filter(({ isVisible }) => isVisible).map(({ name }) => name);
  const rows: unknown[][] = [];
  for await (const some of workbook.readRows(visible[0] ?? '')) rows.push(...some.map(({ cells }) => cells));
  return { visible, rows };
}
