import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitCells, writeCells } from './cells.ts';
import { RowScanner } from './row-scanner.ts';

/** Scans a text in pieces of some bytes; `[text or kind]` for each row. */
function scan(text: string | Buffer, { pieceBytes = 1_000_000, rowBytesMax = 1_000 } = {}) {
  const rows: string[] = [];
  const scanner = new RowScanner(rowBytesMax, (buffer, start, end, kind) => {
    if (kind !== 'empty') rows.push(kind === 'row' ? buffer.toString('utf8', start, end) : `<${kind}>`);
  });
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += pieceBytes) scanner.push(bytes.subarray(i, i + pieceBytes));
  return { rows, ...scanner.end() };
}

test('rows are the same however the bytes are cut', () => {
  const text = 'a,b\r\n"x\n""y""",z\n\n"",1\r\n企业,"甲,乙"\nlast,"q"';
  const whole = scan(text);

  assert.deepEqual(whole, { rows: ['a,b', '"x\n""y""",z', '"",1', '企业,"甲,乙"', 'last,"q"'], inQuotes: false });
  for (let pieceBytes = 1; pieceBytes < 30; pieceBytes++) assert.deepEqual(scan(text, { pieceBytes }), whole);
});

test('a quote inside an unquoted field and text behind a closing quote are literal', () => {
  assert.deepEqual(scan('5" pipe,"a"b,"c"\nnext,row,x\n').rows, ['5" pipe,"a"b,"c"', 'next,row,x']);
  assert.deepEqual(splitCells('5" pipe,"a"b,"c"', true), ['5" pipe', 'ab', 'c']);
});

test('an input that ends inside a quoted field is told apart from one that does not', () => {
  assert.equal(scan('a,"b').inQuotes, true);
  assert.equal(scan('a,"b"').inQuotes, false);
  assert.equal(scan('a,"b""').inQuotes, true);
  assert.equal(scan('a,b"').inQuotes, false);
});

test('a row over the limit is dropped, quoted or not, and the next one is read', () => {
  const long = 'x'.repeat(5_000);
  for (const pieceBytes of [10, 700, 100_000]) {
    assert.deepEqual(scan(`a\n${long}\nb\n`, { pieceBytes }).rows, ['a', '<too_large>', 'b']);
    assert.deepEqual(scan(`a\n1,"${long}""${long}",2\nb\n`, { pieceBytes }).rows, ['a', '<too_large>', 'b']);
    assert.deepEqual(scan(`a\n1,"${long}`, { pieceBytes }), { rows: ['a'], inQuotes: true });
    assert.deepEqual(scan(`a\n1,${long}`, { pieceBytes }), { rows: ['a', '<too_large>'], inQuotes: false });
  }
});

test('a quote that never closes costs its own row only', () => {
  const many = Array.from({ length: 500 }, (_, index) => `row,${index}`);
  for (const pieceBytes of [64, 900, 100_000]) {
    const { rows, inQuotes } = scan(`${many.join('\n')}\nbad,"open\n${many.join('\n')}\n`, { pieceBytes });
    assert.deepEqual(rows, [...many, '<unclosed_quote>', ...many]);
    assert.equal(inQuotes, false);
  }
});

test('cells that were written are read back the same', () => {
  for (const cells of [['a', ''], [''], ['"', ',', '\n', '\r'], ['x"y', '"x"', ' z'], ['', '', '']]) {
    const row = writeCells(cells);
    assert.deepEqual(splitCells(row, true), cells);
    assert.deepEqual(scan(`${row}\n`).rows, [row]);
  }
});
