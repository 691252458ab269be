import { CATALOGUE_BYTES_MAX, FORMAT_BYTES_MAX, readCatalogueDocument } from '@necips/domain';
import { LogError, type NoteVerifier, verifyDocument } from '@necips/tlog';

/** Bytes of a message: the larger kind of document, and room for its name and the note. */
export const CATALOGUE_MESSAGE_BYTES_MAX = CATALOGUE_BYTES_MAX + 16_384;

/** How messages are laid out that this release reads. */
const LAYOUT = 1;
const HEADER = 'necips/catalogue/v1';

/** A document of the centre whose signature holds. */
export type CentreDocument =
  | { kind: 'version'; version: number; document: string }
  | { kind: 'format'; id: string; document: string };

/** A message of the catalogue's topic as it was decoded. */
export interface CatalogueMessage {
  layout: number;
  name: string;
  document: Uint8Array;
  note: string;
}

/** Why a message is not believed: a stable code; `message` says more. */
export class CatalogueRefused extends Error {
  readonly reason: CatalogueRefusalReason;

  constructor(reason: CatalogueRefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/**
 * `too_large`; `undecodable`: no message at all; `unknown_layout`: of a later release; `unknown_name`: no document that this release
 * knows; `wrong_key`: compaction would keep it in another’s place; `unverified`: not signed by the centre, or altered since;
 * `malformed`: signed, and not what it says it is; `changed`: other content under a name that was published already.
 */
export type CatalogueRefusalReason =
  | 'too_large'
  | 'undecodable'
  | 'unknown_layout'
  | 'unknown_name'
  | 'wrong_key'
  | 'unverified'
  | 'malformed'
  | 'changed';

/** What a message says, once it is sure that the centre says it. Throws CatalogueRefused. */
export function openCatalogueMessage(
  { layout, name, document, note }: CatalogueMessage,
  key: string | undefined,
  verifier: NoteVerifier,
): CentreDocument {
  if (layout !== LAYOUT) throw new CatalogueRefused('unknown_layout', `layout ${layout}`);
  const [, kind, which = ''] =
    /^(?:(version)\/([1-9]\d{0,8})|(format)\/([A-Z]{3}@[1-9]\d{0,3}))$/.exec(name)?.filter(Boolean) ?? [];
  if (kind === undefined) throw new CatalogueRefused('unknown_name', name.slice(0, NAME_CHARACTERS_SHOWN));
  if (key !== name)
    throw new CatalogueRefused('wrong_key', `${name} under the key ${key?.slice(0, NAME_CHARACTERS_SHOWN)}`);
  const bytesMax = kind === 'version' ? CATALOGUE_BYTES_MAX : FORMAT_BYTES_MAX;
  if (document.length > bytesMax) throw new CatalogueRefused('too_large', `${name}: ${document.length} bytes`);
  requireSigned({ name, document, note }, verifier);
  const text = Buffer.from(document).toString();
  return kind === 'version' ? readVersion(Number(which), text) : readFormat(which, text);
}

const NAME_CHARACTERS_SHOWN = 100;

function requireSigned({ name, document, note }: Omit<CatalogueMessage, 'layout'>, verifier: NoteVerifier): void {
  try {
    verifyDocument({ header: HEADER, name, document }, note, verifier);
  } catch (error) {
    if (error instanceof LogError) throw new CatalogueRefused('unverified', `${name}: ${error.message}`);
    throw error;
  }
}

function readVersion(version: number, document: string): CentreDocument {
  const found = parsed(() => readCatalogueDocument(document).version);
  if (found === version) return { kind: 'version', version, document };
  throw new CatalogueRefused('malformed', `version/${version} holds version ${found}`);
}

function readFormat(id: string, document: string): CentreDocument {
  const found = parsed(() => {
    const { 'x-item': item, 'x-version': version }: Record<string, unknown> = Object(JSON.parse(document));
    return `${String(item)}@${String(version)}`;
  });
  if (found === id) return { kind: 'format', id, document };
  throw new CatalogueRefused('malformed', `format/${id} holds ${found}`);
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CatalogueRefused('malformed', error instanceof Error ? error.message : String(error));
  }
}
