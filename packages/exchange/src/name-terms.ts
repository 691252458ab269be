/**
 * The terms under which a subject stands in the name index. Besides the pairs of neighbouring
 * characters of its names there are two kinds of term that no name can have:
 * - its node, as a pair that begins with U+0000, so that a search within one province intersects in the index instead of
 *   reading every hit of the nation;
 * - the first and last character of each former name (曾用名) paired with a mark, so that a search by the beginning of a
 *   former name, or by all of it, does not read every subject that bears these characters anywhere.
 * The terms are stored in indexes: never change them without rebuilding.
 */
import { nameBigrams } from '@necips/domain';
import type { NameMatch } from './source/record-source.ts';

/** Enclose each former name; control characters, so no name contains them. */
const FORMER_START = '\x02';
const FORMER_END = '\x03';

/** Former names in search form as one text, each enclosed in marks; '' where there is none. */
export function formerNamesText(searchNames: string[]): string {
  return searchNames.map((name) => FORMER_START + name + FORMER_END).join('');
}

/** Terms of a subject: `searchName` and `formerNames` in search form, the latter as `formerNamesText` writes them. */
export function subjectTerms(node: string, searchName: string, formerNames: string): number[] {
  const terms = nameBigrams(searchName + formerNames);
  terms.push(nodeTerm(node));
  return terms;
}

/**
 * The text to look for in all the names of a subject, current and former, given that its current name does not begin with
 * the query: with `prefix` and `exact` only former names are left.
 */
export function needleOf(match: NameMatch, searchName: string): string {
  switch (match) {
    case 'contains':
      return searchName;
    case 'prefix':
      return FORMER_START + searchName;
    case 'exact':
      return FORMER_START + searchName + FORMER_END;
  }
}

/** The term of every subject of this province: the pair U+0000, U+00nn, nn being its two digits. */
export function nodeTerm(node: string): number {
  return Number(node.slice(0, 2));
}
