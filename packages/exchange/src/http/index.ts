import type { HttpApp } from '@necips/runtime';
import type { RecordSource } from '../source/record-source.ts';
import { getSubject } from './get-subject.ts';
import { listRecords } from './list-records.ts';
import { search } from './search.ts';
import { searchSubjects } from './search-subjects.ts';

/** Registers the public REST queries, open to everyone. `nodes` are those whose subjects are held here, at any time. */
export function registerQueryRoutes(app: HttpApp, options: { source: RecordSource; nodes: () => string[] }): void {
  getSubject(app, options.source);
  search(app, options.source, options.nodes);
  searchSubjects(app, options.source, options.nodes);
  listRecords(app, options.source);
}
