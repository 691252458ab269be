import { findNode, normaliseCode, searchName } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { CodeQuery, NameMatch, RecordCount, SubjectFilter, SubjectQuery } from '../source/record-source.ts';

/** Longest name that may be searched for, in characters as typed. */
export const QUERY_CHARACTERS_MAX = 200;
/** Items a page at most, and where nothing is said. */
export const PAGE_ITEMS_MAX = 100;
export const PAGE_ITEMS = 20;

/** Nearly every name ends in a part of one of these, so a substring of them finds nothing. */
const STOP_PHRASES = ['股份有限公司分公司', '有限责任公司分公司'];

/**
 * A code as typed (USCC or registration number), normalised. Check characters are not looked at: codes that fail their
 * checks were really issued. Throws `invalid`, reason `not_a_code`, for what has not even the shape of one.
 */
export function readCode(typed: string): string {
  const code = normaliseCode(typed);
  if (/^(?:[0-9A-Z]{18}|\d{15}|\d{13})$/.test(code)) return code;
  throw new ServiceError(
    'invalid',
    '既不是18位统一社会信用代码，也不是15位或13位注册号 (neither a unified social credit code nor a registration number)',
    { reason: 'not_a_code' },
  );
}

/**
 * A search as asked for by anyone, checked. `nodes` are those held here. Throws `invalid` with reason `query_too_short`,
 * `query_too_common`, `bad_query` or `unknown_node`: an empty answer would be a lie.
 */
export function readSubjectQuery(asked: AskedQuery, nodes: string[]): SubjectQuery {
  const { name, match, node, status, kind, limit, cursor } = asked;
  const nameInSearchForm = searchName(name);
  const characters = [...nameInSearchForm].length;
  if (characters === 0) throw refused('query_too_short', '请输入名称 (a name is needed)');
  if (name.length > QUERY_CHARACTERS_MAX || /\p{Cc}/u.test(nameInSearchForm)) {
    throw refused(
      'bad_query',
      `名称过长或含有控制字符 (longer than ${QUERY_CHARACTERS_MAX} or with control characters)`,
    );
  }
  if (match === 'contains' && characters < 2) {
    throw refused('query_too_short', '至少输入两个字，或改用前缀查询 (two characters at least, or match=prefix)');
  }
  if (match === 'contains' && STOP_PHRASES.some((phrase) => phrase.includes(nameInSearchForm))) {
    throw refused('query_too_common', '请再输入名称中的其他字样 (borne by nearly every name: add to it)');
  }
  if (node !== undefined && !nodes.includes(node)) throw unknownNode(node);
  return {
    searchName: nameInSearchForm,
    match,
    limit,
    ...(node !== undefined && { node }),
    ...(status !== undefined && { status }),
    ...(kind !== undefined && { kind }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** Fewest characters by which codes are looked for. */
const CODE_CHARACTERS_MIN = 4;

/**
 * A search by the beginning of a code, where what was typed may be one; undefined where it cannot be. Throws `invalid`, reason
 * `unknown_node`.
 */
export function readCodeQuery(
  asked: Omit<AskedQuery, 'name' | 'match'> & { q: string },
  nodes: string[],
): CodeQuery | undefined {
  const { q, ...rest } = asked;
  if (rest.node !== undefined && !nodes.includes(rest.node)) throw unknownNode(rest.node);
  const prefix = normaliseCode(q);
  const isLike = prefix.length >= CODE_CHARACTERS_MIN && /^[0-9A-Z]{1,18}$/.test(prefix) && /\d{2}/.test(prefix);
  return isLike ? { ...rest, prefix } : undefined;
}

export interface AskedQuery extends SubjectFilter {
  name: string;
  match: NameMatch;
  limit: number;
  cursor?: string;
}

/** The answer where nothing is shown under a code. */
export function unknownSubject(code: string): ServiceError {
  return new ServiceError('not_found', `未查到该主体：${code} (no such subject)`, { reason: 'unknown_subject' });
}

/** How many records of a subject there are, by item, in the order of items. */
export function countsByItem(counts: readonly RecordCount[]): ItemCount[] {
  const byItem = new Map<string, number>();
  for (const { item, count } of counts) byItem.set(item, (byItem.get(item) ?? 0) + count);
  return [...byItem].map(([item, count]) => ({ item, count }));
}

export interface ItemCount {
  /** Catalogue item. */
  item: string;
  /** Current records of it. */
  count: number;
}

/** The answer where no registration is shown under a code, which tells whether other records are. */
export function unregisteredSubject(code: string, records: ItemCount[]): ServiceError {
  const total = records.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return unknownSubject(code);
  const message = `此处没有 ${code} 的登记信息，另有 ${total} 条公示记录 (no registration is shown here; other records are)`;
  return new ServiceError('not_found', message, { reason: 'no_registration', details: { records } });
}

function unknownNode(node: string): ServiceError {
  const name = findNode(node)?.name;
  return refused('unknown_node', `此处不提供该节点的数据：${name ?? node} (node is not held here)`);
}

function refused(reason: string, message: string): ServiceError {
  return new ServiceError('invalid', message, { reason });
}
