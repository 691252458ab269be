import { announced, apiUrl } from '../../api/call.ts';
import { toApiError, unreachable } from '../../api/problem.ts';
import { currentPageToken } from '../../api/session.ts';
import type { Submission } from '../submissions/submission.ts';

/** What is sent, and as what. */
export interface Upload {
  file: File;
  item: string;
  /** It shall change nothing, and say what it would do. */
  dryRun: boolean;
  /** Makes a second click, or a retry, the same batch. */
  key: string;
  /** Told how much has gone, 0 to 1. */
  onProgress: (share: number) => void;
}

/** Sends a file. Throws ApiError. XMLHttpRequest, since fetch does not say how far an upload is. */
export async function uploadFile({ file, item, dryRun, key, onProgress }: Upload): Promise<Submission> {
  const token = await currentPageToken();
  const query = { item, fileName: file.name.slice(-NAME_CHARACTERS_MAX), dryRun: dryRun || undefined };
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('collection', '/v1/submissions', query));
    request.setRequestHeader('content-type', mediaTypeOf(file.name));
    request.setRequestHeader('idempotency-key', key);
    request.setRequestHeader('x-page-token', token);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) void answer.json().then((body) => resolve(body as Submission), reject);
      else void toApiError(answer).then((error) => reject(announced(error)));
    };
    request.send(file);
  });
}

const NAME_CHARACTERS_MAX = 200;

const MEDIA_TYPES: readonly (readonly [name: RegExp, type: string])[] = [
  [/\.gz$/i, 'application/gzip'],
  [/\.csv$/i, 'text/csv'],
  [/\.(jsonl|ndjson)$/i, 'application/x-ndjson'],
  [/\.xlsx$/i, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
];

/** What a file is declared as by its name; the server knows it by its content all the same. */
function mediaTypeOf(name: string): string {
  return MEDIA_TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? 'application/octet-stream';
}

/** A key of a new choice. `crypto.randomUUID` is there over TLS and on this machine only. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
