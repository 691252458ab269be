import { type CanonicalValue, canonicalJson, FORMAT_BYTES_MAX } from '@necips/domain';
import type { KnownFormat } from './known-format.ts';

/** One thing that is wrong with a format document: a JSON pointer into it, and words, Chinese first. */
export interface FormatFault {
  at: string;
  message: string;
}

/** What a format document says of itself, or everything that is wrong with it. */
export function checkFormatDocument(
  document: unknown,
): { ok: true; format: KnownFormat } | { ok: false; faults: FormatFault[] } {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { ok: false, faults: [{ at: '', message: '格式规范须为 JSON 对象 (not a JSON object)' }] };
  }
  const members: Record<string, unknown> = { ...document };
  const { title, 'x-item': item, 'x-version': version, 'x-businessKey': key, 'x-subject': subject } = members;
  const faults: FormatFault[] = [];
  const require = (isRight: boolean, at: string, message: string) => {
    if (!isRight) faults.push({ at, message });
  };
  require(typeof item === 'string' && /^[A-Z]{3}$/.test(item), '/x-item', '项目须为三个大写字母 (three capitals)');
  require(Number.isSafeInteger(version) &&
    Number(version) >= 1, '/x-version', '版本须为自1起的整数 (a version from 1)');
  require(typeof title === 'string' && title !== '', '/title', '须有中文名称 (a Chinese name)');
  require(Array.isArray(key) && key.length > 0, '/x-businessKey', '须有业务主键 (a business key)');
  const text = writeCanonical(document as CanonicalValue);
  if (typeof text !== 'string') faults.push(text);
  if (faults.length > 0 || typeof text !== 'string') return { ok: false, faults };
  // With `@subject` the key is made of whichever identifiers the subject is read from.
  const keyFields = [
    ...(key as unknown[]).map(String),
    ...((key as unknown[]).includes('@subject') ? subjectFields(subject) : []),
  ];
  return {
    ok: true,
    format: {
      id: `${String(item)}@${String(version)}`,
      item: String(item),
      version: Number(version),
      title: String(title),
      keyFields,
      document: text,
    },
  };
}

/** A document that was checked when it was published. */
export function readFormatDocument(document: unknown): KnownFormat {
  const checked = checkFormatDocument(document);
  if (checked.ok) return checked.format;
  throw new Error(`a published format is none: ${JSON.stringify(checked.faults)}`);
}

function subjectFields(subject: unknown): string[] {
  return Object.entries(Object(subject) as object).map(([role, field]) => `${role}=${String(field)}`);
}

function writeCanonical(document: CanonicalValue): string | FormatFault {
  try {
    const text = canonicalJson(document);
    const bytes = Buffer.byteLength(text);
    if (bytes <= FORMAT_BYTES_MAX) return text;
    const message = `格式规范 ${bytes} 字节，不得超过 ${FORMAT_BYTES_MAX} 字节 (too large)`;
    return { at: '', message };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { at: '', message: `无法规范化：${error.message} (no canonical form)` };
  }
}
