import { findNode, makeUscc, type Node } from '@necips/domain';
import { Random } from './random.ts';
import { BRAND_CHARACTERS, FORMS, GIVEN, PLACES, ROADS, SCOPES, SURNAMES, TRADES } from './words.ts';

/** Columns of a generated file, as departments send them. */
export const REGISTRATION_HEADER =
  '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址';

const BASE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
// A multiplier without a common factor with 31^6 scatters consecutive numbers over the code space, each used once.
const SPREAD = 567_891_234;
const CODES = 31 ** 6;

/**
 * Yields CSV text of generated registrations, the header first, in pieces of some hundred rows. Names, people and codes are
 * made up; every code has valid check characters, and no two rows of one (node, first, rows) range share one. `first` is
 * the number of the first row, so that two files with ranges apart share no subject.
 */
export function* generateRegistrations(options: {
  node: string;
  rows: number;
  seed: number;
  first?: number;
}): Generator<string> {
  const random = new Random(options.seed);
  const province = findNode(options.node);
  if (!province) throw new RangeError(`no node ${options.node}`);
  const places = PLACES[options.node] ?? [[province.name, `${options.node.slice(0, 2)}0101`] as const];
  const first = options.first ?? 0;
  if (first + options.rows > CODES) throw new RangeError(`at most ${CODES} generated subjects a node`);
  yield `${REGISTRATION_HEADER}\n`;
  let piece: string[] = [];
  for (let i = 0; i < options.rows; i++) {
    piece.push(registrationRow(random, first + i, province, places));
    if (piece.length === 500 || i === options.rows - 1) {
      yield piece.join('');
      piece = [];
    }
  }
}

function registrationRow(random: Random, number: number, province: Node, places: (typeof PLACES)[string]): string {
  const [prefecture, division] = random.pick(places);
  const brand = Array.from({ length: 2 + random.below(3) }, () => random.pick(BRAND_CHARACTERS)).join('');
  const trade = random.pick(TRADES);
  const [suffix, type] = random.pick(FORMS);
  const category = type === '个体工商户' ? '92' : type === '农民专业合作社' ? '93' : '91';
  const scope = Array.from({ length: 2 + random.below(3) }, () => random.pick(SCOPES)).join('；');
  const person = random.pick(SURNAMES) + random.pick(GIVEN) + (random.below(2) ? random.pick(GIVEN) : '');
  const capital = random.below(3) ? `${(1 + random.below(200)) * 10}万人民币` : '';
  return `${[
    `${prefecture}${brand}${trade}${suffix}`,
    makeUscc(category, division, baseOf(number)),
    dateOf(random),
    random.below(7) ? '' : type,
    person,
    capital,
    `"${scope}（依法须经批准的项目，经相关部门批准后方可开展经营活动）"`,
    province.name,
    prefecture,
    `${province.fullName}${prefecture}市${random.pick(ROADS)}${1 + random.below(999)}号${1 + random.below(30)}幢${101 + random.below(900)}室`,
  ].join(',')}\n`;
}

/** Eight characters of an organisation code: MA, as registries have issued since 2015, and six that number the subject. */
function baseOf(number: number): string {
  let value = Number((BigInt(number) * BigInt(SPREAD)) % BigInt(CODES));
  let text = '';
  for (let i = 0; i < 6; i++) {
    text = BASE_ALPHABET[value % 31] + text;
    value = Math.floor(value / 31);
  }
  return `MA${text}`;
}

function dateOf(random: Random): string {
  const [year, month, day] = [2016 + random.below(9), 1 + random.below(12), 1 + random.below(28)];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
