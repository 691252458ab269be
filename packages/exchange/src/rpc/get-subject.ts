import type { necips } from '@necips/proto';
import { toSubjectMessage } from '../messages.ts';
import { readCode, unknownSubject } from '../queries/subject-query.ts';
import type { RecordSource } from '../source/record-source.ts';

/** necips.query.v1.QueryService/GetSubject */
export async function getSubject(
  source: Pick<RecordSource, 'findSubject'>,
  request: necips.query.v1.IGetSubjectRequest,
): Promise<necips.query.v1.IGetSubjectResponse> {
  const code = readCode(request.code ?? '');
  const subject = await source.findSubject(code);
  if (!subject) throw unknownSubject(code);
  return { subject: toSubjectMessage(subject) };
}
