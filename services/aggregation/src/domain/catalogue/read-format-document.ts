import { compileFormat, FORMAT_BYTES_MAX } from '@necips/domain';
import { type KnownFormat, knownFormat } from './known-format.ts';

/** One thing that is wrong with a format document: a JSON pointer into it, and words, Chinese first. */
export interface FormatFault {
  at: string;
  message: string;
}

/** What a format document says of itself, or everything that is wrong with it. */
export function checkFormatDocument(
  document: unknown,
): { ok: true; format: KnownFormat } | { ok: false; faults: FormatFault[] } {
  const compiled = compileFormat(document);
  if (!compiled.ok) {
    return {
      ok: false,
      faults: compiled.faults.map(({ where, what, mend }) => ({ at: where, message: `${what}；${mend}` })),
    };
  }
  try {
    const format = knownFormat(compiled.format);
    const bytes = Buffer.byteLength(format.document);
    if (bytes <= FORMAT_BYTES_MAX) return { ok: true, format };
    const message = `格式规范 ${bytes} 字节，不得超过 ${FORMAT_BYTES_MAX} 字节 (too large)`;
    return { ok: false, faults: [{ at: '', message }] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { ok: false, faults: [{ at: '', message: `无法规范化：${error.message} (no canonical form)` }] };
  }
}

/**
 * A document that was checked when it was published. It stays published, also where a later release would understand it no more: then
 * it is what it says of itself.
 */
export function readFormatDocument(text: string): KnownFormat {
  const document: unknown = JSON.parse(text);
  const checked = checkFormatDocument(document);
  if (checked.ok) return checked.format;
  const {
    'x-item': item,
    'x-version': version,
    title,
    'x-businessKey': key,
  }: Record<string, unknown> = Object(document);
  const id = `${String(item)}@${String(version)}`;
  const keyFields = Array.isArray(key) ? key.map(String) : [];
  return {
    id,
    item: String(item),
    version: Number(version),
    title: String(title),
    keyFields,
    keyRule: JSON.stringify(key),
    document: text,
  };
}
