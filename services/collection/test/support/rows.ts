import { makeUscc } from '@necips/domain';

/** Columns of the files in these tests. */
export const HEADER = '企业名称,统一社会信用代码,注册日期,法人代表,所在省份';

/** A valid code of its own for each number below 100 million. */
export function aCode(number: number): string {
  return makeUscc('91', '330106', String(number).padStart(8, '0'));
}

/** A row that is good unless it is told otherwise. */
export function aRow(
  number: number,
  values: Partial<Record<'name' | 'code' | 'date' | 'person' | 'province', string>> = {},
): string {
  const {
    name = `杭州第${number}贸易有限公司`,
    code = aCode(number),
    date = '2016-03-01',
    person = '张三',
    province = '浙江',
  } = values;
  return [name, code, date, person, province].join(',');
}

/** A file of rows with the header. */
export function aFile(...rows: string[]): string {
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** Good rows number `from` to `to`. */
export function someRows(from: number, to: number, values: Parameters<typeof aRow>[1] = {}): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => aRow(from + index, values));
}
