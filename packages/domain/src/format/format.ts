import type { FormatDocument } from './document/format-document.ts';
import type { RowFault } from './row-fault.ts';

/**
 * The format (格式规范, M§10) of one catalogue item, compiled from its document. Everything that reads, explains, shows or asks for
 * records of the item is made from it; no other place knows an item's fields.
 */
export interface Format {
  /** Item and version, as in a record's head: `PEN@1`. */
  readonly id: string;
  /** Catalogue item (资源目录), three capitals. */
  readonly item: string;
  /** From 1. */
  readonly version: number;
  /** Chinese name of the item, e.g. 行政处罚信息. */
  readonly title: string;
  /** In the order of the document, which is the order of templates and forms. */
  readonly fields: readonly FormatField[];
  /** Whether the item is the registration itself: its records make subjects instead of being attributed to one. */
  readonly isRegistration: boolean;
  /** Whether any field never leaves the node, so that what was submitted has to be sealed. */
  readonly hasInternalFields: boolean;
  /** What the format is made of: for templates, forms, documentation and for sending it on. */
  readonly document: FormatDocument;
  /** Which field each column of a file holds, from its first row; headings are the format's names, labels and aliases. */
  resolveColumns(header: readonly string[]): ResolvedFormatColumns;
  /**
   * The names of the fields that the headings of one file, or the members of one JSON record, stand for, as in `resolveColumns`;
   * undefined where the format has none.
   */
  fieldsOf(headings: readonly string[]): (string | undefined)[];
  /** The fields that the business key is made of; not all of them need to have a value. */
  readonly keyFields: readonly string[];
  /**
   * The business key that `read` gives for a record in order, from the values of `keyFields` (by their own names) alone, so that it is known of a record that
   * is wrong elsewhere too, and at a fraction of the cost of reading it. Undefined where they make none.
   */
  readKey(values: SubmittedValues): string | undefined;
  /**
   * Reads one record: what it would record, or everything that is wrong with it. Members that bear another heading than the format's
   * own names are understood, as a JSON record may have them.
   */
  read(values: SubmittedValues, options: ReadOptions): RecordReading;
}

/** One field of a format. */
export interface FormatField {
  /** The format's own name, camelCase. */
  readonly name: string;
  /** Chinese label. */
  readonly label: string;
  /** Short name of the national system, e.g. `PENDECNO`. */
  readonly shortName?: string;
  /** Other headings of the column, among them both shapes of 双公示. */
  readonly aliases: readonly string[];
  readonly kind: FieldKind;
  readonly visibility: Visibility;
  /** Needed in every record; what is needed only sometimes is told by the document's conditions. */
  readonly mandatory: boolean;
  /** Longest text in UTF-16 units, where the kind has a length. */
  readonly charactersMax?: number;
  /** What it means, and how to fill it in; Chinese. */
  readonly explanation: string;
  /** Its code list (代码表), where it has one. */
  readonly codes?: readonly FieldCode[];
}

/** One value of a code list; either of code and label is understood, the code is recorded. */
export interface FieldCode {
  readonly code: string;
  readonly label: string;
  /** Older wordings that mean the same. */
  readonly aliases?: readonly string[];
}

/** `public`: shown to everybody; `restricted`: for grants only; `internal`: never leaves the node, sealed where it is kept. */
export type Visibility = 'public' | 'restricted' | 'internal';

/** How the value of a field is read and written. */
export type FieldKind =
  | 'text'
  | 'multiline'
  | 'date'
  | 'decimal'
  | 'integer'
  | 'code'
  | 'codes'
  | 'uscc'
  | 'registrationNumber'
  | 'organisationCode'
  | 'idNumber'
  | 'names'
  | 'list'
  | 'capital'
  | 'subjectType'
  | 'subjectStatus'
  | 'province'
  | 'authority';

/**
 * A record as submitted, by field or any heading of one; an absent field is undefined, null, empty or `N/A`. Values are texts; a
 * field of several values may be an array of texts, a `list` JSON text or an array of objects.
 */
export type SubmittedValues = { readonly [field: string]: unknown };

export interface ReadOptions {
  /** The node it was submitted to, six digits. */
  node: string;
  /** ISO date; nothing can have been produced after it. */
  today: string;
  /** ISO date from which on a failed check of a USCC is an error. */
  checkSwitchDate?: string;
  /** The record comes from another node: what never leaves a node is not in it, and not missed. */
  lacksInternal?: boolean;
}

export type RecordReading =
  | {
      ok: true;
      /** As the format defines it; unique within node and item. */
      businessKey: string;
      /** Whom the record is about, as it says itself. */
      subject: SubjectClaim;
      /** Canonical JSON (RFC 8785), already in normal form throughout. */
      publicPart: string;
      /** Canonical JSON of what is for grants only; '' where there is nothing. */
      restrictedPart: string;
      /** Canonical JSON of what never leaves the node; '' where there is nothing. */
      internalPart: string;
      /** ISO date on which the record was produced (产生), from which the terms of M§9 and 74号文 run; absent where the format has none. */
      producedOn?: string;
      findings: RowFault[];
    }
  | { ok: false; faults: RowFault[] };

/** Whom a record says that it is about: what attribution (记于企业名下) goes by, in this order. */
export interface SubjectClaim {
  /** Unified social credit code, upper case. */
  uscc?: string;
  /** Registration number, 13 or 15 digits. */
  registrationNumber?: string;
  /** Organisation code, nine characters without hyphen. */
  organisationCode?: string;
  /** As published: NFC without surplus white space. */
  name: string;
}

export type ResolvedFormatColumns =
  | { ok: true; fields: string[] }
  | { ok: false; unknown: string[]; missing: string[]; duplicate: string[] };

/** The formats that are known, of all items and versions. */
export interface Formats {
  /** The version of an item's format that is in force on a day (ISO date); undefined where the catalogue has no such item then. */
  inForce(item: string, on: string): Format | undefined;
  /** A format by its id, `PEN@1`, whether in force or not: a record is read by the format that it was submitted under. */
  find(id: string): Format | undefined;
  /** Formats in force on a day, by item. */
  list(on: string): readonly Format[];
}
