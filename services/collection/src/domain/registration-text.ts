import type { RegistrationBody } from '@necips/domain';

/**
 * The canonical form (RFC 8785) of a registration body, which `canonicalForm` of the domain gives too. Here the members are
 * put in order by hand and written by the engine: a third of the time, and one flat text instead of a tree of pieces, which
 * the garbage collector would have to copy. The texts of a body are in NFC and well-formed already.
 */
export function registrationText(body: RegistrationBody): string {
  const { capital } = body;
  return JSON.stringify({
    address: body.address,
    businessScope: body.businessScope,
    capital: capital && { amount: capital.amount, currency: capital.currency, text: capital.text },
    code: body.code,
    establishedOn: body.establishedOn,
    formerNames: body.formerNames,
    legalRepresentative: body.legalRepresentative,
    name: body.name,
    province: body.province,
    region: body.region,
    registrationAuthority: body.registrationAuthority,
    registrationNumber: body.registrationNumber,
    status: body.status,
    statusText: body.statusText,
    type: body.type,
    typeText: body.typeText,
  } satisfies { [Member in keyof Required<RegistrationBody>]: unknown });
}
