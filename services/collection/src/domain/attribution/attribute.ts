import type { SubjectClaim } from '@necips/domain';
import { type AliasKind, aliasKey } from './alias-key.ts';

/** A subject that has something of what a claim says. */
export interface Hit {
  subjectId: number;
  /** As in heads of records. */
  code: string;
  name: string;
  uscc: string | null;
  registrationNumber: string | null;
  /** What of the claim it was found by. */
  by: AliasKind;
  /** It is or was called what the claim calls it. */
  named: boolean;
  /** It is called so now. */
  presentName: boolean;
  /** The node that it has moved to (迁出), six digits; null where it is registered here. */
  movedTo: string | null;
}

/** Whom a record is about, or why nobody knows. */
export type Attribution =
  | { ok: true; subject: { subjectId: number; code: string; name: string } }
  | { ok: false; reason: 'moved_out'; subject: { code: string; name: string } }
  | { ok: false; reason: Exclude<HeldReason, 'moved_out'> };

/**
 * Why a row is held. `name_mismatch`: its code is one subject's, its name was never that subject's; `moved_out`: its subject is registered
 * in another province by now.
 */
export const HELD_REASONS = ['unmatched', 'ambiguous', 'name_mismatch', 'moved_out'] as const;

export type HeldReason = (typeof HELD_REASONS)[number];

/** A claim as the directory is asked for it. */
export interface ClaimKey {
  by: AliasKind;
  key: string;
}

/** What a claim is looked up by, the strongest first: code, registration number, organisation code, name. */
export function claimKeys({ uscc, registrationNumber, organisationCode, name }: SubjectClaim): ClaimKey[] {
  const given = { uscc, registrationNumber, organisationCode, name };
  return ORDER.flatMap((by) => {
    const value = given[by];
    return value ? [{ by, key: aliasKey(by, value) }] : [];
  });
}

/**
 * Decides whom a record is about (记于企业名下, M§9), by what the directory has of its claim: the first thing that finds somebody
 * decides, a present name before a former one. Whoever has another code or number than the claim gives is not meant, though the rest
 * may fit: names are borne twice. Found by a code, the subject must be or have been called as the claim says. Who has moved to another
 * province is known here by all of this, and is nobody's here.
 */
export function attribute(claim: SubjectClaim, hits: readonly Hit[]): Attribution {
  for (const by of ORDER) {
    const found = hits.filter((hit) => hit.by === by && !contradicts(claim, hit));
    const present = by === 'name' ? found.filter(({ presentName }) => presentName) : [];
    const [only, ...more] = present.length > 0 ? present : found;
    if (!only) continue;
    if (more.length > 0) return { ok: false, reason: 'ambiguous' };
    if (!only.named) return { ok: false, reason: 'name_mismatch' };
    const { subjectId, code, name, movedTo } = only;
    if (movedTo !== null) return { ok: false, reason: 'moved_out', subject: { code, name } };
    return { ok: true, subject: { subjectId, code, name } };
  }
  return { ok: false, reason: 'unmatched' };
}

const ORDER = ['uscc', 'registrationNumber', 'organisationCode', 'name'] as const satisfies readonly AliasKind[];

/** A code that the subject had earlier finds it by that code, so only what the claim was not found by can contradict. */
function contradicts({ uscc, registrationNumber }: SubjectClaim, hit: Hit): boolean {
  if (hit.by === 'uscc') return false;
  if (uscc && hit.uscc !== null && hit.uscc !== uscc) return true;
  if (hit.by === 'registrationNumber') return false;
  return Boolean(
    registrationNumber && hit.registrationNumber !== null && hit.registrationNumber !== registrationNumber,
  );
}
