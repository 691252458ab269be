import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats } from '../built-in.ts';
import { compileFormat } from '../compile-format.ts';
import type { Format } from '../format.ts';
import { documentationOf } from './documentation.ts';
import { formOf } from './form.ts';
import { csvTemplateOf, templateOf } from './template.ts';
import { validateDraft } from './validate-draft.ts';

const OPTIONS = { node: '330000', today: '2026-06-30' };
const FORMATS = builtInFormats().list(OPTIONS.today);
const PEN = formatOf('PEN@1');

function formatOf(id: string): Format {
  const format = builtInFormats().find(id);
  assert.ok(format);
  return format;
}

test('the headings of every template are columns of its own format', () => {
  for (const format of FORMATS) {
    const { template } = csvTemplateOf(format);
    const headings = template.replace('\ufeff', '').trimEnd().split(',');
    const resolved = format.resolveColumns(headings);
    assert.ok(resolved.ok, `${format.id} ${JSON.stringify(resolved)}`);
    assert.equal(templateOf(format).columns.length, headings.length);
  }
});

test('a template asks for no column of an older shape, and offers what may be chosen', () => {
  const { columns } = templateOf(PEN);
  const kinds = columns.find((column) => column.field === 'penaltyKinds');

  assert.equal(
    columns.some((column) => column.field === 'penaltyKindsSecond' || column.field === 'areaCode'),
    false,
  );
  assert.ok(kinds?.needed && kinds.multiple && kinds.choices.includes('罚款'));
  assert.equal(
    kinds.choices.some((choice) => choice.includes('未区分')),
    false,
  );
  assert.deepEqual(columns.find((column) => column.field === 'partyType')?.choices, ['法人及非法人组织', '个体工商户']);
});

test('the explanation of a template has a line for each column', () => {
  const lines = csvTemplateOf(PEN).explanation.trimEnd().split('\r\n');

  assert.equal(lines.length, templateOf(PEN).columns.length + 1);
  assert.match(lines.find((line) => line.includes('decisionNumber'))!, /行政处罚决定书文号.*PENDECNO.*必填/);
});

test('a form has every field once, in groups, with its conditions', () => {
  const form = formOf(PEN);
  const names = form.groups.flatMap((group) => group.fields.map((field) => field.name));

  assert.deepEqual(new Set(names), new Set(templateOf(PEN).columns.map((column) => column.field)));
  assert.equal(new Set(names).size, names.length);
  const fine = form.conditions.find((condition) => condition.needed.includes('fineAmount'));
  assert.deepEqual(fine?.when[0], { field: 'penaltyKinds', isOneOf: ['罚款'] });
  const table = formOf(formatOf('LIC@1'))
    .groups.flatMap((group) => group.fields)
    .find((field) => field.input === 'table');
  assert.deepEqual(
    table?.columns?.map((column) => column.name),
    ['item', 'alteredOn', 'before', 'after'],
  );
});

test('a draft tells apart what is wrong and what is still missing', () => {
  const empty = validateDraft(PEN, {}, OPTIONS);
  const begun = validateDraft(
    PEN,
    { decidedOn: '2026-13-01', penaltyKinds: ['罚款'], partyType: '个体工商户' },
    OPTIONS,
  );

  assert.deepEqual(empty.wrong, []);
  assert.ok(empty.missing.some((fault) => fault.field === 'partyType') && !empty.isComplete);
  assert.deepEqual(
    begun.wrong.map((fault) => fault.field),
    ['decidedOn'],
  );
  assert.ok(begun.missing.some((fault) => fault.field === 'fineAmount' && fault.code === 'missing_because'));
  assert.equal(new Set(begun.missing.map((fault) => fault.field)).size, begun.missing.length);
});

test('the page of every item explains all of its fields and needs nothing from elsewhere', () => {
  for (const format of FORMATS) {
    const page = documentationOf(format);
    for (const field of format.fields)
      assert.ok(page.includes(`<td>${field.label}</td>`), `${format.id} ${field.name}`);
    assert.doesNotMatch(page, /<script|<link|src=|href=|undefined|\[object/);
  }
});

test('what a document says is text on its page, whatever it is', () => {
  const document: unknown = JSON.parse(JSON.stringify(PEN.document).replaceAll('备注', '<script>alert(1)</script>&'));
  const compiled = compileFormat(document);

  assert.ok(compiled.ok);
  assert.doesNotMatch(documentationOf(compiled.format), /<script/);
});
