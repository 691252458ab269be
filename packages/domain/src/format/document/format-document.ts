import type { SubjectKind } from '../../registration/subject-kind.ts';

/**
 * The document of a format: a JSON Schema (draft 2020-12) in a restricted profile, with annotations. Described in
 * packages/domain/formats/README.md; `checkDocument` refuses what is not one, so every other reader may trust these types.
 */
export interface FormatDocument {
  readonly $schema: string;
  readonly $id: string;
  /** Chinese name of the item. */
  readonly title: string;
  /** What the item is, for whoever hands it in; Chinese. */
  readonly description: string;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, FieldDocument>>;
  readonly required: readonly string[];
  readonly allOf?: readonly ConditionDocument[];
  /** Catalogue item, three capitals. */
  readonly 'x-item': string;
  readonly 'x-version': number;
  /** Category of the catalogue (类别), e.g. 行政处罚. */
  readonly 'x-category': string;
  readonly 'x-legalBasis': readonly string[];
  /** Whether its records make subjects. */
  readonly 'x-registration'?: boolean;
  /**
   * Whether the authority that an enterprise moves to hands such records in anew (persons, investors, branches): they stay with the registration that ended
   * instead of moving along (迁出).
   */
  readonly 'x-restatedOnMove'?: boolean;
  /** Which fields say whom a record is about. */
  readonly 'x-subject': SubjectDocument;
  /**
   * What tells two records apart: fields, or lists of fields of which the first that is there counts; `@subject` is the list of
   * the subject's identifiers.
   */
  readonly 'x-businessKey': readonly (string | readonly string[])[];
  /** Field with the date from which the terms run. */
  readonly 'x-producedOn'?: string;
  readonly 'x-terms'?: TermsDocument;
  /** Kinds of subject that such a record can be about, so that pages of others do not say that they have none; all where absent. */
  readonly 'x-subjectKinds'?: readonly SubjectKind[];
  readonly 'x-supersededBody': 'kept_for_taking_back';
  /** Files in which a heading means another field than usually. */
  readonly 'x-shapes'?: Readonly<Record<string, ShapeDocument>>;
  /** Groups of fields, in the order of forms and documentation; each field names one. */
  readonly 'x-groups'?: readonly string[];
  /** All fields in the order of templates, forms and pages; otherwise as they are written. */
  readonly 'x-order'?: readonly string[];
}

export interface SubjectDocument {
  readonly name: string;
  readonly uscc?: string;
  readonly registrationNumber?: string;
  readonly organisationCode?: string;
}

/** Working days from the day of production within which a department provides and the node publishes (74号文). */
export interface TermsDocument {
  readonly provideWorkingDays?: number;
  readonly publishWorkingDays?: number;
}

/** A file has this shape when any marker is among its headings; then `headings` say what these mean in it. */
export interface ShapeDocument {
  readonly title: string;
  readonly markers: readonly string[];
  readonly headings: Readonly<Record<string, string>>;
}

/** One field, or one field of a row of a `list`. */
export interface FieldDocument {
  readonly type: 'string' | 'array';
  /** Chinese label. */
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly unknown[];
  readonly maxLength?: number;
  /** Rows at most, of a `list`. */
  readonly maxItems?: number;
  /** Fields of a row, of a `list`. */
  readonly items?: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly properties: Readonly<Record<string, FieldDocument>>;
    readonly required?: readonly string[];
    readonly 'x-order'?: readonly string[];
  };
  readonly 'x-kind': string;
  readonly 'x-visibility'?: 'public' | 'restricted' | 'internal';
  readonly 'x-shortName'?: string;
  readonly 'x-aliases'?: readonly string[];
  readonly 'x-group'?: string;
  /** Asked for in online entry; not refused where it is absent, as older shapes do not have it. */
  readonly 'x-expected'?: boolean;
  readonly 'x-codes'?: readonly CodeDocument[];
  /** Of a `decimal`: digits in all, and behind the point. */
  readonly 'x-precision'?: number;
  readonly 'x-scale'?: number;
  /** Of a `decimal`: 万元 understands 元 and 亿元 as well. */
  readonly 'x-unit'?: string;
  /** Of a `date`: whether it may be after today. */
  readonly 'x-future'?: boolean;
  /** Of a `date`: a field whose date it does not precede. */
  readonly 'x-notBefore'?: string;
  /** Of a `uscc`: what a failed check is. `error` unless told otherwise; or a date field that decides by the switch date. */
  readonly 'x-failedCheck'?: 'error' | 'finding' | { readonly issuedOn: string };
  /** A column of an older shape: understood in files, asked for nowhere. */
  readonly 'x-older'?: boolean;
  /** The value is recorded in that field and not in one of its own: a column of an older shape. */
  readonly 'x-into'?: string;
}

export interface CodeDocument {
  readonly code: string;
  readonly label: string;
  readonly aliases?: readonly string[];
  /** Understood in old data, offered in no list. */
  readonly retired?: boolean;
  /** Whether more may follow it in a text: `其他-责令改正` is 其他. */
  readonly prefix?: boolean;
  /** Records with it are refused, by this fault. */
  readonly refused?: 'natural_person' | 'revoked_record';
  /** With `x-into`: the code of the other field. */
  readonly becomes?: string;
}

/** `if` … `then`: what is needed when a field says so; or, with `anyOf` alone, of which fields one is needed. */
export interface ConditionDocument {
  readonly if?: {
    readonly properties: Readonly<Record<string, MatchDocument>>;
    readonly required: readonly string[];
  };
  readonly then?: { readonly required: readonly string[] } | { readonly anyOf: readonly RequiredDocument[] };
  readonly anyOf?: readonly RequiredDocument[];
  /** When it applies, in Chinese: “处罚类别含罚款”. */
  readonly 'x-reason'?: string;
}

export interface RequiredDocument {
  readonly required: readonly [string];
}

export type MatchDocument =
  | { readonly const: string }
  | { readonly enum: readonly string[] }
  | { readonly contains: { readonly const: string } };
