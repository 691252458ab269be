import { aSubject, type SampleSubject, SUBJECTS_MAX } from './subject.ts';

/** Columns of a generated file, as departments send them. */
export const REGISTRATION_HEADER =
  '企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址';

/**
 * Yields CSV text of generated registrations, the header first, in pieces of some hundred rows. Names, people and codes are
 * made up; every code has valid check characters, and no two rows of one (node, first, rows) range share one. `first` is
 * the number of the first row, so that two files with ranges apart share no subject. A subject is the same in every range
 * that holds its number.
 */
export function* generateRegistrations(options: {
  node: string;
  rows: number;
  seed: number;
  first?: number;
}): Generator<string> {
  const first = options.first ?? 0;
  if (first + options.rows > SUBJECTS_MAX) throw new RangeError(`at most ${SUBJECTS_MAX} generated subjects a node`);
  yield `${REGISTRATION_HEADER}\n`;
  let piece: string[] = [];
  for (let i = 0; i < options.rows; i++) {
    piece.push(registrationRow(aSubject(options.node, first + i, options.seed)));
    if (piece.length === 500 || i === options.rows - 1) {
      yield piece.join('');
      piece = [];
    }
  }
}

function registrationRow(subject: SampleSubject): string {
  const { name, code, establishedOn, type, person, capital, scope, province, prefecture, address } = subject;
  const quotedScope = `"${scope}（依法须经批准的项目，经相关部门批准后方可开展经营活动）"`;
  return `${[name, code, establishedOn, type, person, capital, quotedScope, province, prefecture, address].join(',')}\n`;
}
