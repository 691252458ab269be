import type { necips } from '@necips/proto';
import { toSubjectMessage } from '../messages.ts';
import { countsByItem, readCode, unregisteredSubject } from '../queries/subject-query.ts';
import type { RecordSource } from '../source/record-source.ts';

/** necips.query.v1.QueryService/GetSubject */
export async function getSubject(
  source: Pick<RecordSource, 'findSubject' | 'countRecords'>,
  request: necips.query.v1.IGetSubjectRequest,
): Promise<necips.query.v1.IGetSubjectResponse> {
  const code = readCode(request.code ?? '');
  const subject = await source.findSubject(code);
  const recordCounts = countsByItem(await source.countRecords(subject?.code ?? code));
  if (!subject) throw unregisteredSubject(code, recordCounts);
  return { subject: toSubjectMessage(subject), recordCounts };
}
