/** What keeps a document from being a format's. */
export interface DocumentFault {
  /** JSON pointer to the place. */
  readonly where: string;
  /** What is wrong there, in Chinese. */
  readonly what: string;
  /** How to mend it, in Chinese. */
  readonly mend: string;
}

/** Faults told at most: a document that is none at all would have one for each of its members. */
const FAULTS_MAX = 200;

/** Collects the faults of a document. */
export class Faults {
  readonly list: DocumentFault[] = [];

  add(where: string, what: string, mend: string): void {
    if (this.list.length < FAULTS_MAX) this.list.push({ where, what, mend });
  }

  /** A member that the profile does not have. */
  unknown(where: string, name: string): void {
    this.add(
      `${where}/${pointer(name)}`,
      '格式规范没有这一项',
      '请删除，或改用 packages/domain/formats/README.md 所列的名称',
    );
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.isWellFormed() && value === value.normalize('NFC');
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A member's name as a step of a JSON pointer. */
export function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
