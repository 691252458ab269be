/** The value of a cookie that a request came with. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** A `Set-Cookie` line. No script reads it, and no other site's form or frame sends it; a link from elsewhere does, and changes nothing. */
export function setCookie(name: string, value: string, { path, maxAgeSeconds, isSecure }: CookieOptions): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}${age}`;
}

interface CookieOptions {
  path: string;
  /** 0 deletes it; absent, it ends with the browser. */
  maxAgeSeconds?: number;
  isSecure: boolean;
}

/** Name of the session's cookie. Ports do not tell cookies apart, so the node does; `__Host-` binds it to this host over TLS. */
export function sessionCookieName(node: string, baseUrl: string): string {
  return `${isSecure(baseUrl) ? '__Host-' : ''}necips-${node}`;
}

/** Whether browsers reach the console over TLS. */
export function isSecure(baseUrl: string): boolean {
  return baseUrl.startsWith('https:');
}
