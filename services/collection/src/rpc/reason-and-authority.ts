import { ServiceError } from '@necips/runtime';

const REASON_CHARACTERS_MAX = 500;
const AUTHORITY_CHARACTERS_MAX = 200;

/** The reason and the legal basis of an act. Throws `invalid` where one is missing or too long. */
export function reasonAndAuthority(request: {
  reason?: string | null | undefined;
  authority?: string | null | undefined;
}): { reason: string; authority: string } {
  const reason = reasonOf(request);
  const { authority } = request;
  if (!isText(authority, AUTHORITY_CHARACTERS_MAX)) {
    throw new ServiceError('invalid', '请填写依据，不超过 200 字 (the legal basis is needed)', {
      reason: 'bad_authority',
    });
  }
  return { reason, authority };
}

/** The reason of an act. Throws `invalid` where it is missing or too long. */
export function reasonOf({ reason }: { reason?: string | null | undefined }): string {
  if (isText(reason, REASON_CHARACTERS_MAX)) return reason;
  throw new ServiceError('invalid', '请填写原因，不超过 500 字 (a reason is needed)', { reason: 'bad_reason' });
}

function isText(text: string | null | undefined, charactersMax: number): text is string {
  return typeof text === 'string' && text.trim() !== '' && text.length <= charactersMax;
}
