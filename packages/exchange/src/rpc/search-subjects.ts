import type { necips } from '@necips/proto';
import { ServiceError } from '@necips/runtime';
import { fromMatchMessage, toSubjectMessage } from '../messages.ts';
import { readSubjectQuery } from '../queries/subject-query.ts';
import type { RecordSource } from '../source/record-source.ts';
import { fromPageMessage } from './page.ts';

/** necips.query.v1.QueryService/SearchSubjects */
export async function searchSubjects(
  source: Pick<RecordSource, 'searchSubjects'>,
  nodes: string[],
  request: necips.query.v1.ISearchSubjectsRequest,
): Promise<necips.query.v1.ISearchSubjectsResponse> {
  const match = fromMatchMessage(request.match ?? 0);
  if (!match) throw new ServiceError('invalid', '未知的比较方式 (unknown match)', { reason: 'unknown_match' });
  const { name, node } = request;
  const asked = { name: name ?? '', match, ...(node && { node }), ...fromPageMessage(request) };
  const query = readSubjectQuery(asked, nodes);
  const page = await source.searchSubjects(query);
  return {
    subjects: page.items.map(toSubjectMessage),
    nextPageToken: page.next ?? '',
    withheldNodes: page.withheld ?? [],
    isPartial: page.isPartial ?? false,
  };
}
