import { toApiError, unreachable } from './problem.ts';

/** Who is logged in; `account` is null where nobody is. */
export type Session =
  | { account: null }
  | {
      account: string;
      roles: string[];
      department: string | null;
      /** Sent in a header with everything that changes something. */
      pageToken: string;
      endsAt: string;
      idleMs: number;
    };

/** Asks who is logged in. `isAct` says that the person has just done something. */
export async function fetchSession({ isAct = false } = {}): Promise<Session> {
  const response = await fetch(`/auth/session${isAct ? '?act=true' : ''}`).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await toApiError(response);
  return (await response.json()) as Session;
}

/** The token of the session as it is now: another tab may have begun a new one. Empty without a session. */
export async function currentPageToken(): Promise<string> {
  const session = await fetchSession();
  return session.account === null ? '' : session.pageToken;
}

/** Where to log in and come back to this page. */
export function loginUrl(returnTo = location.pathname + location.search): string {
  return `/auth/login?return=${encodeURIComponent(returnTo)}`;
}

/** Ends the session here and at the realm. */
export async function logOut(): Promise<void> {
  const response = await fetch('/auth/logout', {
    method: 'POST',
    headers: { 'x-page-token': await currentPageToken() },
  });
  const { url } = response.ok ? ((await response.json()) as { url: string }) : { url: '/' };
  location.assign(url);
}
