import { cosignatureVerifierOf, LogError, type NoteVerifier, parseVerifierKey } from '@necips/tlog';

/** Reads verifier keys. Throws LogError `malformed` for what is not one, and where those of the province have several names. */
export function readKeys({ provinceKeys, centreKey }: KeyTexts): Keys {
  const province = provinceKeys.map(parseVerifierKey);
  if (province.length === 0 || province.some(({ name }) => name !== province[0]?.name)) {
    throw new LogError('malformed', 'the keys of one province have one name, that of its log');
  }
  const centre = centreKey === undefined ? undefined : readCentreKey(centreKey);
  return { province, centre };
}

function readCentreKey(text: string) {
  return { note: parseVerifierKey(text), cosignature: cosignatureVerifierOf(text) };
}

/** Keys as their owners publish them, `name+hash+base64`. */
export interface KeyTexts {
  /** All that the log has had; at least one. */
  readonly provinceKeys: readonly string[];
  /** Without it, nothing that the centre says counts. */
  readonly centreKey?: string | undefined;
}

export interface Keys {
  province: readonly NoteVerifier[];
  centre: ReturnType<typeof readCentreKey> | undefined;
}
