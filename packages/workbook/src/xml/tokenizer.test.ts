import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeOf, XmlTokenizer } from './tokenizer.ts';

/** What a tokenizer finds where the text comes in pieces of `size` bytes. */
function tokens(xml: string, size = 1_000): string[] {
  const found: string[] = [];
  const tokenizer = new XmlTokenizer({
    open: (name, tag) => void found.push(`<${name} ${attributeOf(tag, 'a') ?? ''}`),
    close: (name) => void found.push(`/${name}`),
    text: (text) => {
      const last = found.at(-1);
      if (last?.startsWith('"')) found[found.length - 1] = last + text;
      else found.push(`"${text}`);
    },
  });
  const bytes = Buffer.from(xml);
  for (let at = 0; at < bytes.length; at += size) tokenizer.push(bytes.subarray(at, at + size));
  tokenizer.end();
  return found;
}

test('tags, attributes and texts are found wherever the pieces are cut', () => {
  const xml = `<?xml version="1.0"?><!-- <no> --><x:r a='1>2'><c  a = "&lt;&#x7532;"/>文&amp;字<![CDATA[<&>]]></x:r>`;
  const expected = ['<r 1>2', '<c <甲', '/c', '"文&字<&>', '/r'];

  for (const size of [1, 2, 3, 7, 64, 1_000]) assert.deepEqual(tokens(xml, size), expected, `pieces of ${size}`);
});

test('a DTD, an unknown entity, a bare ampersand, a cut-off tag and an endless one are refused', () => {
  for (const xml of [
    '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
    '<a>&nbsp;</a>',
    '<a>a & b</a>',
    '<a>&#x110000;</a>',
    '<a><b',
    '<a><b></b>',
    `<a b="${'x'.repeat(600_000)}"/>`,
  ]) {
    assert.throws(() => tokens(xml, 65_536), { name: 'WorkbookFault', reason: 'bad_xml' }, xml.slice(0, 30));
  }
});
