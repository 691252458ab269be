import { type ApiError, toApiError, unreachable } from './problem.ts';
import { currentPageToken } from './session.ts';

/** Services behind the console, as the gateway names them. */
export type Upstream = 'exchange' | 'collection';

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal;
  /** Set for what a page fetches by itself, which does not put off the end of an idle session. */
  isBackground?: boolean;
}

/** Something and its revision (ETag), which whoever changes it says that he has seen. */
export interface Revised<T> {
  data: T;
  etag: string;
}

/** Reads JSON from a service. Throws ApiError. */
export async function get<T>(upstream: Upstream, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send('GET', upstream, path, options);
  return (await response.json()) as T;
}

/** The same, of something that has revisions. Throws ApiError. */
export async function getRevised<T>(upstream: Upstream, path: string, options: CallOptions = {}): Promise<Revised<T>> {
  return await revisedOf(await send('GET', upstream, path, options));
}

/** Reads text from a service, such as a proof file. Throws ApiError. */
export async function getText(upstream: Upstream, path: string, options: CallOptions = {}): Promise<string> {
  return (await send('GET', upstream, path, options)).text();
}

/** Changes something as the person who is logged in; the answer is undefined where there is none. Throws ApiError. */
export async function post<T>(upstream: Upstream, path: string, body: unknown): Promise<T> {
  return (await change<T>('POST', upstream, path, { body })).data;
}

/** Puts something in its place as the person who is logged in. Throws ApiError. */
export async function put<T>(
  upstream: Upstream,
  path: string,
  body: unknown,
  query: CallOptions['query'] = {},
): Promise<T> {
  return (await change<T>('PUT', upstream, path, { query, body })).data;
}

/** Takes something away as the person who is logged in. Throws ApiError. */
export async function remove<T>(upstream: Upstream, path: string, query: CallOptions['query'] = {}): Promise<T> {
  return (await change<T>('DELETE', upstream, path, { query })).data;
}

/** Changes something, of which `ifMatch` is the revision that was seen. Throws ApiError, 409 where there is a later one. */
export async function change<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  upstream: Upstream,
  path: string,
  { query, body, ifMatch }: { query?: CallOptions['query']; body?: unknown; ifMatch?: string } = {},
): Promise<Revised<T>> {
  return await revisedOf(await send(method, upstream, path, { ...(query && { query }) }, { body, ifMatch }));
}

/** The address of a resource behind the gateway, for links and downloads. */
export function apiUrl(upstream: Upstream, path: string, query: CallOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return `/api/${upstream}${path}${text && `?${text}`}`;
}

async function send(
  method: string,
  upstream: Upstream,
  path: string,
  { query, signal, isBackground }: CallOptions,
  { body, ifMatch }: { body?: unknown; ifMatch?: string | undefined } = {},
): Promise<Response> {
  const headers = new Headers();
  if (isBackground) headers.set('x-background', '1');
  if (method !== 'GET') headers.set('x-page-token', await currentPageToken());
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', ifMatch);
  const response = await fetch(apiUrl(upstream, path, query), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok) throw announced(await toApiError(response));
  return response;
}

async function revisedOf<T>(response: Response): Promise<Revised<T>> {
  const data = (response.status === 204 ? undefined : await response.json()) as T;
  return { data, etag: response.headers.get('etag') ?? '' };
}

/** Event by which pages learn that the session has ended while they were in use. */
export const SESSION_ENDED = 'necips-session-ended';

/** Tells the page where an error means that the session has ended; answers the error. */
export function announced(error: ApiError): ApiError {
  if (error.status === 401) dispatchEvent(new Event(SESSION_ENDED));
  return error;
}
