import { ServiceError } from '@necips/runtime';
import { PAGE_ITEMS, PAGE_ITEMS_MAX } from '../queries/subject-query.ts';
import type { PageRequest } from '../source/record-source.ts';

/** The page that a request asks for. Throws `invalid`, reason `bad_page_size`. */
export function fromPageMessage(request: PageMessage): PageRequest {
  const pageSize = request.pageSize ?? 0;
  if (pageSize < 0 || pageSize > PAGE_ITEMS_MAX) {
    throw new ServiceError('invalid', `每页1至${PAGE_ITEMS_MAX}条 (1 to ${PAGE_ITEMS_MAX} items a page)`, {
      reason: 'bad_page_size',
    });
  }
  return { limit: pageSize || PAGE_ITEMS, ...(request.pageToken && { cursor: request.pageToken }) };
}

interface PageMessage {
  pageSize?: number | null;
  pageToken?: string | null;
}
