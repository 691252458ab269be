import type { QueryService } from '@necips/proto';
import { type HandlersOf, PUBLIC, unary } from '@necips/runtime';
import type { RecordSource } from '../source/record-source.ts';
import { getSubject } from './get-subject.ts';
import { listSubjectRecords } from './list-subject-records.ts';
import { searchSubjects } from './search-subjects.ts';

/** Handlers of `necips.query.v1.QueryService`, open to everyone. `nodes` are those whose subjects are held here. */
export function queryHandlers(source: RecordSource, nodes: () => string[]): HandlersOf<typeof QueryService> {
  return {
    getSubject: unary(PUBLIC, (request) => getSubject(source, request)),
    searchSubjects: unary(PUBLIC, (request) => searchSubjects(source, nodes(), request)),
    listSubjectRecords: unary(PUBLIC, (request) => listSubjectRecords(source, request)),
  };
}
