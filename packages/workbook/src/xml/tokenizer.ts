import { WorkbookFault } from '../workbook-fault.ts';

/** Takes what a tokenizer finds, in order. Names come without their prefix. */
export interface XmlHandler {
  /** `tag` is what stands between the brackets, for `attributeOf`. An empty element is opened and closed. */
  open(name: string, tag: string): void;
  close(name: string): void;
  /** Text between tags, decoded; a long one comes in several pieces. */
  text?(text: string): void;
}

/**
 * Finds tags and texts in a stream of XML, as far as the parts of a workbook need it. What XML can do to its reader is refused: a DTD
 * and with it every entity but the five that need no declaration. Memory is bounded by the longest tag.
 */
export class XmlTokenizer {
  readonly #handler: XmlHandler;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #carry = '';
  #depth = 0;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  push(bytes: Uint8Array): void {
    this.#scan(this.#carry + this.#decode(bytes));
  }

  end(): void {
    this.#scan(this.#carry + this.#decode());
    if (this.#carry.trim() !== '' || this.#depth !== 0) throw badXml('it is cut off');
  }

  #decode(bytes?: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw badXml('it is not UTF-8');
    }
  }

  #scan(xml: string): void {
    let at = 0;
    for (;;) {
      const tagAt = xml.indexOf('<', at);
      if (tagAt < 0) {
        at = this.#textUntil(xml, at, endOfWholeText(xml, at));
        break;
      }
      if (tagAt > at) this.#textUntil(xml, at, tagAt);
      const end = this.#markup(xml, tagAt);
      if (end < 0) {
        at = tagAt;
        break;
      }
      at = end;
    }
    this.#carry = xml.slice(at);
    if (this.#carry.length > MARKUP_MAX) throw badXml('a tag is too long');
  }

  #textUntil(xml: string, from: number, to: number): number {
    if (to > from) this.#handler.text?.(decodeEntities(xml.slice(from, to)));
    return to;
  }

  /** Reads the markup at `start`; returns where it ends, or -1 where it is not all there. */
  #markup(xml: string, start: number): number {
    const second = xml.charCodeAt(start + 1);
    if (second === EXCLAMATION || second === QUESTION) return this.#special(xml, start);
    const end = endOfTag(xml, start);
    if (end < 0) return -1;
    const isClosing = second === SLASH;
    const isEmpty = xml.charCodeAt(end - 1) === SLASH;
    const tag = xml.slice(start + (isClosing ? 2 : 1), isEmpty ? end - 1 : end);
    const name = localName(tag);
    if (!isClosing) {
      this.#depth += 1;
      this.#handler.open(name, tag);
    }
    if (isClosing || isEmpty) {
      this.#depth -= 1;
      this.#handler.close(name);
    }
    return end + 1;
  }

  #special(xml: string, start: number): number {
    for (const [begins, ends] of SPECIALS) {
      // Not enough of it is there to tell what it is.
      if (begins.startsWith(xml.slice(start))) return -1;
      if (!xml.startsWith(begins, start)) continue;
      const end = xml.indexOf(ends, start + begins.length);
      if (end < 0) return -1;
      if (begins === CDATA) this.#handler.text?.(xml.slice(start + begins.length, end));
      return end + ends.length;
    }
    throw badXml('it has a DTD');
  }
}

/** The value of an attribute, decoded, by its name without prefix; undefined where there is none. */
export function attributeOf(tag: string, name: string): string | undefined {
  const fast = tag.indexOf(` ${name}="`);
  if (fast >= 0) {
    const from = fast + name.length + 3;
    return decodeEntities(tag.slice(from, tag.indexOf('"', from)));
  }
  for (const match of tag.matchAll(/[\s](?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (match[1] === name) return decodeEntities(match[2] ?? match[3] ?? '');
  }
  return undefined;
}

const CDATA = '<![CDATA[';
const SPECIALS = [
  ['<?', '?>'],
  ['<!--', '-->'],
  [CDATA, ']]>'],
] as const;
/** Longest tag, comment or CDATA section, in UTF-16 units. */
const MARKUP_MAX = 256 * 1024;
const ENTITY_MAX = 12;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Where a text can be cut: before an entity of which the end is still missing. */
function endOfWholeText(xml: string, from: number): number {
  const entity = xml.lastIndexOf('&');
  if (entity < from || xml.indexOf(';', entity) >= 0) return xml.length;
  if (xml.length - entity > ENTITY_MAX) throw badXml('it has a bare &');
  return entity;
}

/** The `>` that ends a tag: not one that stands in the value of an attribute. */
function endOfTag(xml: string, start: number): number {
  let end = xml.indexOf('>', start);
  if (end < 0) return -1;
  let quote = 0;
  for (let i = start; ; i++) {
    if (i > end || (i === end && quote === 0)) return end;
    const c = xml.charCodeAt(i);
    if (c !== c) return -1;
    if (quote === 0 && (c === 0x22 || c === 0x27)) quote = c;
    else if (c === quote) quote = 0;
    else if (i === end) {
      end = xml.indexOf('>', end + 1);
      if (end < 0) return -1;
    }
  }
}

function localName(tag: string): string {
  let end = 0;
  let start = 0;
  for (; end < tag.length; end++) {
    const c = tag.charCodeAt(end);
    if (c <= 0x20) break;
    if (c === 0x3a) start = end + 1;
  }
  return tag.slice(start, end);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const known = ENTITIES[name];
    if (end === ';' && known !== undefined) return known;
    const code = /^#x[0-9a-f]{1,6}$/i.test(name)
      ? Number.parseInt(name.slice(2), 16)
      : Number(/^#(\d{1,7})$/.exec(name)?.[1]);
    if (end !== ';' || !(code <= 0x10ffff)) throw badXml('it has an unknown entity');
    return String.fromCodePoint(code);
  });
}

function badXml(why: string): WorkbookFault {
  return new WorkbookFault('bad_xml', `工作簿的内容已损坏或含有不允许的 XML (bad XML: ${why})`);
}
