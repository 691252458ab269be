import { findNode, makeUscc } from '@necips/domain';
import { Random } from './random.ts';
import { BRAND_CHARACTERS, FORMS, GIVEN, PLACES, ROADS, SCOPES, SURNAMES, TRADES } from './words.ts';

const BASE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
// A multiplier without a common factor with 31^6 scatters consecutive numbers over the code space, each used once.
const SPREAD = 567_891_234;
/** Subjects that can be made up for one node. */
export const SUBJECTS_MAX = 31 ** 6;

/** A made-up subject: always the same for its node, number and seed, so that other records can be about it. */
export function aSubject(node: string, number: number, seed: number): SampleSubject {
  const province = findNode(node);
  if (!province) throw new RangeError(`no node ${node}`);
  const places = PLACES[node] ?? [[province.name, `${node.slice(0, 2)}0101`] as const];
  const random = Random.of(seed, number);
  const [prefecture, division] = random.pick(places);
  const brand = Array.from({ length: 2 + random.below(3) }, () => random.pick(BRAND_CHARACTERS)).join('');
  const trade = random.pick(TRADES);
  const [suffix, type] = random.pick(FORMS);
  const category = type === '个体工商户' ? '92' : type === '农民专业合作社' ? '93' : '91';
  const scope = Array.from({ length: 2 + random.below(3) }, () => random.pick(SCOPES)).join('；');
  const person = aPerson(random);
  const capital = random.below(3) ? `${(1 + random.below(200)) * 10}万人民币` : '';
  return {
    name: `${prefecture}${brand}${trade}${suffix}`,
    code: makeUscc(category, division, baseOf(number)),
    establishedOn: aDate(random, 2016, 9),
    type: random.below(7) ? type : '',
    isIndividualBusiness: category === '92',
    person,
    capital,
    scope,
    province: province.name,
    prefecture,
    address: `${province.fullName}${prefecture}市${random.pick(ROADS)}${1 + random.below(999)}号${1 + random.below(30)}幢${101 + random.below(900)}室`,
  };
}

/** A made-up name of a person. */
export function aPerson(random: Random): string {
  return random.pick(SURNAMES) + random.pick(GIVEN) + (random.below(2) ? random.pick(GIVEN) : '');
}

/** An ISO date within so many years from a first one. */
export function aDate(random: Random, firstYear: number, years: number): string {
  const [year, month, day] = [firstYear + random.below(years), 1 + random.below(12), 1 + random.below(28)];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Eight characters of an organisation code: MA, as registries have issued since 2015, and six that number the subject. */
function baseOf(number: number): string {
  let value = Number((BigInt(number) * BigInt(SPREAD)) % BigInt(SUBJECTS_MAX));
  let text = '';
  for (let i = 0; i < 6; i++) {
    text = BASE_ALPHABET[value % 31] + text;
    value = Math.floor(value / 31);
  }
  return `MA${text}`;
}

export interface SampleSubject {
  name: string;
  /** USCC with valid check characters. */
  code: string;
  establishedOn: string;
  /** Empty where the registration does not say it. */
  type: string;
  isIndividualBusiness: boolean;
  /** Legal representative or operator. */
  person: string;
  capital: string;
  scope: string;
  /** Short name. */
  province: string;
  prefecture: string;
  address: string;
}
