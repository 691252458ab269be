import type { FormatDocument } from './format-document.ts';

/** Tells whether a document is one of a format, with every fault. */
export function checkDocument(document: unknown): CheckedDocument {
  const faults: DocumentFault[] = [];
  const item = isObject(document) ? document['x-item'] : undefined;
  if (typeof item !== 'string' || !/^[A-Z]{3}$/.test(item)) {
    faults.push({ where: '/x-item', what: '应为三个大写字母', mend: '请填写资源目录的事项代码，如 PEN' });
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, document: document as FormatDocument };
}

export type CheckedDocument = { ok: true; document: FormatDocument } | { ok: false; faults: DocumentFault[] };

/** What keeps a document from being a format's. */
export interface DocumentFault {
  /** JSON pointer to the place. */
  readonly where: string;
  /** What is wrong there, in Chinese. */
  readonly what: string;
  /** How to mend it, in Chinese. */
  readonly mend: string;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
