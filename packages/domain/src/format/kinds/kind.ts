import type { FieldDocument, SubjectDocument } from '../document/format-document.ts';
import type { SubmittedValues, Visibility } from '../format.ts';
import type { ReadField, Row } from '../reading/row.ts';

/** How the values of a kind of field are read: one for each `x-kind`. */
export interface Kind {
  /** Longest text where the document says none, in UTF-16 units. */
  readonly charactersMax: number;
  /** Whether tabs and line breaks are white space in it. */
  readonly multiline?: boolean;
  /** JSON Schema type of the field. */
  readonly type: 'string' | 'array';
  /** Fields are read in this order, and in the document's within it: a kind may look at those before it. Default 1. */
  readonly order?: 0 | 1 | 2 | 3;
  /** Whether the text is recorded as well, as `<name>Text`. */
  readonly keepsText?: boolean;
  /** Annotations that it knows besides the general ones. */
  readonly annotations?: readonly string[];
  /** What is recorded where nothing was submitted. */
  absent?(row: Row): unknown;
  compile(field: KindField): ReadValue;
}

/** Puts what a text means into the row's values, or reports what is wrong with it. */
export type ReadValue = (text: string, row: Row) => void;

/** A field as its kind sees it. */
export interface KindField extends ReadField {
  readonly document: FieldDocument;
  /** Where its value goes. */
  readonly slot: number;
  /** Where its text goes, of kinds that keep it. */
  readonly textSlot: number;
  /** Where it goes in each part; `slot` is that of its own visibility. Only a list is in more than one. */
  readonly partSlots: Readonly<Record<Visibility, number>>;
  /** The fields of its rows, of a list. */
  readonly rows?: RowSet | undefined;
  readonly siblings: Siblings;
}

/** Fields that are read together: those of a record, or of a row of a list. */
export interface RowSet {
  /** Reads submitted values into the row. */
  read(submitted: SubmittedValues, row: Row): void;
  /** The members of a part, in canonical order; undefined where absent. */
  members(part: Visibility, values: readonly unknown[]): Record<string, unknown>;
}

/** What a kind may ask of the record around its field. */
export interface Siblings {
  /** Undefined within a list. */
  readonly subject: SubjectDocument | undefined;
  /** The field of that name. */
  find(name: string): KindField | undefined;
  /** The first field of that kind. */
  ofKind(kind: string): KindField | undefined;
}
