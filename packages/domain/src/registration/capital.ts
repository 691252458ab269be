/**
 * Registered capital (注册资金, 注册资本) as submitted: a number, a unit and perhaps a currency in some 70 shapes, such as
 * `30万人民币`, `1,000(万元(人民币))`, `120(万港元)`, `7.6（万元）`, `人民币30万元`, `3亿元`.
 */

/** ISO 4217 codes by the names in use. 元 alone names no currency: 万元(美元) is in use. */
const CURRENCIES: readonly [code: string, ...names: string[]][] = [
  ['CNY', '人民币元', '人民币', 'RMB', 'CNY'],
  ['HKD', '港币', '港元', '香港元', '港币元', 'HKD'],
  ['USD', '美元', '美金', 'USD'],
  ['EUR', '欧元', 'EUR'],
  ['JPY', '日元', '日圆', '日币', 'JPY'],
  ['GBP', '英镑', 'GBP'],
  ['AUD', '澳大利亚元', '澳元', 'AUD'],
  ['CAD', '加拿大元', '加元', 'CAD'],
  ['SGD', '新加坡元', 'SGD'],
  ['TWD', '新台币', '新台币元', '台币', 'TWD'],
  ['MOP', '澳门元', '澳门币', 'MOP'],
  ['KRW', '韩元', '韩国元', '韩币', 'KRW'],
  ['CHF', '瑞士法郎', 'CHF'],
  ['NZD', '新西兰元', 'NZD'],
];

/** Powers of ten between a unit and 万元. */
const SCALES: readonly [unit: string, power: number][] = [
  ['', -4],
  ['万', 0],
  ['亿', 4],
];

const PREFIXES = new Map<string, string | undefined>([['', undefined]]);
const SUFFIXES = new Map<string, { power: number; currency: string | undefined }>();
for (const [unit, power] of SCALES) {
  // A number with no unit at all could be 元 or 万元, so it is not read.
  if (unit !== '') SUFFIXES.set(unit, { power, currency: undefined });
  SUFFIXES.set(`${unit}元`, { power, currency: undefined });
  for (const [currency, ...names] of CURRENCIES) {
    for (const name of names) {
      PREFIXES.set(name, currency);
      SUFFIXES.set(unit + name, { power, currency });
      SUFFIXES.set(`${unit}元${name}`, { power, currency });
    }
  }
}

const NUMBER = /[0-9][0-9,.]*/;
const GROUPED = /^(?:\d{1,14}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?$/;

/**
 * Reads a normalised text of registered capital. Always keeps the text; adds the amount in 万元 (ten thousand units of
 * the currency) as a decimal string when it parses, and the currency only where the text names one.
 */
export function parseCapital(text: string): Capital {
  const compact = text.normalize('NFKC').replace(/[\s()]/g, '');
  const number = NUMBER.exec(compact);
  if (!number || !GROUPED.test(number[0])) return { text };
  const prefix = compact.slice(0, number.index);
  const suffix = SUFFIXES.get(compact.slice(number.index + number[0].length));
  if (!suffix || !PREFIXES.has(prefix)) return { text };

  const named = PREFIXES.get(prefix);
  if (named && suffix.currency && named !== suffix.currency) return { text };
  const amount = shiftDecimal(number[0].replaceAll(',', ''), suffix.power);
  const currency = named ?? suffix.currency;
  return currency ? { text, amount, currency } : { text, amount };
}

/** Multiplies a decimal by a power of ten by moving the point: exact at any size, and in the shortest form. */
export function shiftDecimal(decimal: string, power: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = '0'.repeat(Math.max(0, -power)) + whole + fraction + '0'.repeat(Math.max(0, power));
  const point = Math.max(0, -power) + whole.length + power;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const right = digits.slice(point).replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}

export type Capital = {
  /** As published. */
  text: string;
  /** In 万元 (ten thousand units of the currency), shortest decimal form: `241.6351`. */
  amount?: string;
  /** ISO 4217; absent where the text names none. */
  currency?: string;
};
