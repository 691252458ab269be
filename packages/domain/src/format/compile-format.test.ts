import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CanonicalValue, canonicalJson } from '../text/canonical-form.ts';
import { BUILT_IN_DOCUMENTS, builtInFormats } from './built-in.ts';
import { compileFormat } from './compile-format.ts';
import { sayOrder } from './document/field-order.ts';

const TEXT = { type: 'string', description: '说明。', 'x-kind': 'text' };
const OPTIONS = { node: '330000', today: '2026-06-30' };

function aDocument(): Record<string, unknown> & { properties: Record<string, Record<string, unknown>> } {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:necips:format:XYZ@1',
    title: '某项信息',
    description: '某项信息的说明。',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', title: '名称', description: '主体名称。', 'x-kind': 'text' },
      number: { type: 'string', title: '文号', description: '文书编号。', 'x-kind': 'text' },
      kind: {
        type: 'string',
        title: '类别',
        description: '种类。',
        'x-kind': 'code',
        'x-codes': [{ code: '1', label: '甲' }],
      },
      secret: { type: 'string', title: '内部', description: '内部。', 'x-kind': 'text', 'x-visibility': 'internal' },
    },
    required: ['name', 'number'],
    'x-item': 'XYZ',
    'x-version': 1,
    'x-category': '其他',
    'x-legalBasis': ['某规定'],
    'x-subject': { name: 'name' },
    'x-businessKey': ['number'],
    'x-supersededBody': 'kept_for_taking_back',
  };
}

function placesOf(change: (document: ReturnType<typeof aDocument>) => void): string[] {
  const document = aDocument();
  change(document);
  const compiled = compileFormat(document);
  return compiled.ok ? [] : compiled.faults.map((fault) => fault.where);
}

test('a document of a new item is a format without any code for it', () => {
  const compiled = compileFormat(aDocument());

  assert.ok(compiled.ok);
  const reading = compiled.format.read({ 名称: '甲公司', 文号: '1', 类别: '甲', 内部: '密' }, OPTIONS);
  assert.deepEqual(reading, {
    ok: true,
    businessKey: '1',
    subject: { name: '甲公司' },
    publicPart: '{"kind":"1","name":"甲公司","number":"1"}',
    restrictedPart: '',
    internalPart: '{"secret":"密"}',
    findings: [],
  });
});

test('a record of another node is not said to lack what never leaves a node', () => {
  const document = { ...aDocument(), required: ['name', 'number', 'secret'], allOf: JSON.parse(CONDITIONS) as unknown };
  const compiled = compileFormat(document);
  assert.ok(compiled.ok, JSON.stringify(compiled));
  const values = { name: '甲公司', number: '1', kind: '1' };

  const here = compiled.format.read(values, OPTIONS);
  const elsewhere = compiled.format.read(values, { ...OPTIONS, lacksInternal: true });
  const empty = compiled.format.read({ name: '甲公司' }, { ...OPTIONS, lacksInternal: true });

  assert.deepEqual(here.ok ? [] : [...new Set(here.faults.map(({ field }) => field))], ['secret']);
  assert.equal(elsewhere.ok, true);
  assert.deepEqual(empty.ok ? [] : empty.faults.map(({ field }) => field), ['number']);
});

const CONDITIONS =
  '[{"if":{"properties":{"kind":{"const":"1"}},"required":["kind"]},"then":{"required":["secret"]},"x-reason":"类别为甲"}]';

test('a document that is none is refused with every fault, where it is and how to mend it', () => {
  assert.deepEqual(
    placesOf(() => {}),
    [],
  );
  assert.deepEqual(
    placesOf((document) => {
      document['x-item'] = 'xyz';
      document['x-colour'] = 'red';
      document.properties['Bad name'] = { type: 'string', title: '坏', description: '坏。', 'x-kind': 'text' };
      document.properties['kind'] = { type: 'array', title: '类别', description: '种类。', 'x-kind': 'code' };
    }),
    ['/x-item', '/x-colour', '/properties/kind/type', '/properties/kind/x-codes', '/properties/Bad name'],
  );
  for (const document of [null, 1, 'x', [], {}]) assert.equal(compileFormat(document).ok, false);
});

test('fields stand in the order that the document says, which names each of them once', () => {
  const order = ['number', 'name', 'secret', 'kind'];
  const compiled = compileFormat({ ...aDocument(), 'x-order': order });

  assert.ok(compiled.ok);
  assert.deepEqual(
    compiled.format.fields.map(({ name }) => name),
    order,
  );
  assert.deepEqual(Object.keys(compiled.format.document.properties), order);
  for (const wrong of [order.slice(1), [...order, 'name'], [...order.slice(1), 'gone'], 'name']) {
    assert.deepEqual(
      placesOf((document) => (document['x-order'] = wrong)),
      ['/x-order'],
    );
  }
});

test('the order in which fields and the columns of a list are written outlasts a form that sorts them', () => {
  const columns = { when: { ...TEXT, title: '时间' }, amount: { ...TEXT, title: '数额' } };
  const items = { type: 'object', additionalProperties: false, properties: columns };
  const list = { type: 'array', title: '明细', description: '明细。', 'x-kind': 'list', items };
  const { name, number, kind, secret } = aDocument().properties;
  const written = { ...aDocument(), properties: { secret, list, number, name, kind } };

  const compiled = compileFormat(JSON.parse(canonicalJson(sayOrder(written) as CanonicalValue)));

  assert.ok(compiled.ok);
  const { properties } = compiled.format.document;
  assert.deepEqual(Object.keys(properties), ['secret', 'list', 'number', 'name', 'kind']);
  assert.deepEqual(Object.keys(properties['list']?.items?.properties ?? {}), ['when', 'amount']);
  assert.deepEqual(sayOrder(compiled.format.document), compiled.format.document);
  for (const none of [null, 1, [], {}]) assert.deepEqual(sayOrder(none), none);
});

test('what refers to a field that there is not, or to one of the wrong kind, is refused', () => {
  assert.deepEqual(
    placesOf((document) => {
      document['x-businessKey'] = ['number', 'nobody'];
      document['x-producedOn'] = 'number';
      document['x-subject'] = { name: 'name', uscc: 'number' };
      document['required'] = ['name', 'gone'];
      document['allOf'] = [{ anyOf: [{ required: ['gone'] }] }, { if: {} }];
    }),
    [
      '/required/1',
      '/x-subject/uscc',
      '/x-businessKey/1',
      '/x-producedOn',
      '/allOf/0/anyOf/0',
      '/allOf/1/x-reason',
      '/allOf/1/if',
      '/allOf/1/then',
    ],
  );
});

test('an item may say which kinds of subject it is about, and names none that there is not', () => {
  for (const [kinds, places] of [
    [['individual', 'branch'], []],
    [['individual', 'individual'], ['/x-subjectKinds']],
    [['person'], ['/x-subjectKinds']],
    [[], ['/x-subjectKinds']],
  ] as const) {
    assert.deepEqual(
      placesOf((document) => (document['x-subjectKinds'] = kinds)),
      places,
    );
  }
});

test('what names no field because it is no name at all is refused, whatever it is', () => {
  for (const none of [{ toString: null }, [], null, 7]) {
    assert.deepEqual(
      placesOf((document) => (document['x-businessKey'] = ['number', none])),
      ['/x-businessKey/1'],
      JSON.stringify(none),
    );
    assert.deepEqual(
      placesOf((document) => (document['allOf'] = [{ anyOf: [{ required: [none] }] }])),
      ['/allOf/0/anyOf/0'],
    );
  }
});

test('a business key of what is not public is refused, as it is part of a public identity', () => {
  assert.deepEqual(
    placesOf((document) => (document['x-businessKey'] = ['number', 'secret'])),
    ['/x-businessKey/1'],
  );
});

test('a number of a certificate that would be shown is refused', () => {
  const field = { type: 'string', title: '证件号码', description: '号码。', 'x-kind': 'idNumber' };
  assert.deepEqual(
    placesOf((document) => (document.properties['id'] = field)),
    ['/properties/id/x-visibility'],
  );
});

test('a heading that would mean two fields is refused', () => {
  assert.deepEqual(
    placesOf((document) => (document.properties['kind']!['x-aliases'] = ['名 称'])),
    ['/properties/kind'],
  );
});

test('every built-in document has labels, explanations and examples, and keeps numbers of persons in the node', () => {
  for (const format of builtInFormats().list('2026-01-01')) {
    for (const [name, field] of Object.entries(format.document.properties)) {
      assert.ok(field.examples?.length, `${format.id} ${name} has an example`);
      assert.ok(field.description.length > 2, `${format.id} ${name} is explained`);
      if (/idNumber$/i.test(name)) assert.equal(field['x-visibility'], 'internal');
    }
  }
  assert.equal(BUILT_IN_DOCUMENTS.length, 18);
});

test('a damaged document is refused or is a format; nothing else happens', () => {
  const aValue = fc.oneof(fc.jsonValue(), fc.constantFrom('name', 'list', 'codes', '__proto__', 'constructor'));
  const aDocumentOf = fc.constantFrom(...BUILT_IN_DOCUMENTS);
  fc.assert(
    fc.property(aDocumentOf, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), aValue, (original, path, value) => {
      const document: unknown = structuredClone(original);
      damage(document, path, value);
      const compiled = compileFormat(document);
      if (!compiled.ok) assert.ok(compiled.faults.length > 0);
      else compiled.format.read({ name: '甲', uscc: '91330000MA00000660' }, OPTIONS);
    }),
    { numRuns: 2000 },
  );
});

/** Replaces what the path leads to, or removes it where the value is undefined. */
function damage(node: unknown, path: readonly number[], value: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const keys = Object.keys(node);
  const key = keys[(path[0] ?? 0) % keys.length];
  if (key === undefined) return;
  const inner: unknown = Reflect.get(node, key);
  if (path.length > 1 && typeof inner === 'object' && inner !== null) damage(inner, path.slice(1), value);
  else Reflect.set(node, key, value);
}
