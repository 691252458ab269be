import type { necips } from '@necips/proto';
import { toRecordMessage } from '../messages.ts';
import { readCode, unknownSubject } from '../queries/subject-query.ts';
import type { RecordSource } from '../source/record-source.ts';
import { fromPageMessage } from './page.ts';

/** necips.query.v1.QueryService/ListSubjectRecords */
export async function listSubjectRecords(
  source: Pick<RecordSource, 'listRecords'>,
  request: necips.query.v1.IListSubjectRecordsRequest,
): Promise<necips.query.v1.IListSubjectRecordsResponse> {
  const code = readCode(request.code ?? '');
  const { item } = request;
  const page = await source.listRecords(code, { ...fromPageMessage(request), ...(item && { item }) });
  if (!page) throw unknownSubject(code);
  return {
    records: page.items.map(toRecordMessage),
    nextPageToken: page.next ?? '',
    withheldNodes: page.withheld ?? [],
  };
}
