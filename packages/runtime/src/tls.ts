import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';

/** PEM files. A server that is given `caFile` demands a certificate of its clients (mTLS); a client trusts only that CA. */
export interface TlsFiles {
  keyFile?: string;
  certFile?: string;
  caFile?: string;
}

export interface TlsMaterial {
  key: Buffer | undefined;
  cert: Buffer | undefined;
  ca: Buffer | undefined;
}

/** Reads the files at start; renewed certificates take effect with a restart. */
export function readTls(files: TlsFiles): TlsMaterial {
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  return { key: read(files.keyFile), cert: read(files.certFile), ca: read(files.caFile) };
}

/** As `readTls`, for a server, which cannot do without key and certificate. */
export function readServerTls(files: TlsFiles): { key: Buffer; cert: Buffer; ca: Buffer | undefined } {
  const { key, cert, ca } = readTls(files);
  if (!key || !cert) throw new Error('TLS needs both keyFile and certFile');
  return { key, cert, ca };
}

/**
 * Tokens must not cross a network in the clear: a server without TLS may listen on loopback only, unless what stands in
 * front of it ends TLS, which the operator states by `plaintextBeyondLoopback`.
 */
export function requireTlsBeyondLoopback(
  host: string,
  options: { tls?: unknown; plaintextBeyondLoopback?: boolean },
): void {
  if (options.tls || options.plaintextBeyondLoopback || isLoopback(host)) return;
  throw new Error(`plaintext on ${host}: configure TLS, or set plaintextBeyondLoopback`);
}

/** Whether a host is this machine, which nothing on the way can listen to. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}
