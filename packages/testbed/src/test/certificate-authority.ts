import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerCertificate } from '../postgres/server-tls.ts';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = '2';

/** An authority that nobody knows, made for one test with OpenSSL. */
export interface CertificateAuthority extends AsyncDisposable {
  /** Its own certificate, PEM: whoever has it trusts what it issues. */
  certificate: string;
  /** A server's certificate for these names, as OpenSSL writes them: `IP:127.0.0.1`, `DNS:db.example`. */
  issue(...names: string[]): Promise<ServerCertificate>;
}

export async function aCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'necips-authority-'));
  const openssl = (...args: string[]) =>
    promisify(execFile)('openssl', ['req', '-x509', ...NEW_KEY, '-days', DAYS, ...args], { cwd: folder });
  await openssl('-subj', '/CN=authority of a test', '-keyout', 'ca.key', '-out', 'ca.crt');
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return {
    certificate: await read('ca.crt'),
    issue: async (...names) => {
      const extensions = [
        '-addext',
        `subjectAltName=${names.join(',')}`,
        '-addext',
        'basicConstraints=critical,CA:FALSE',
      ];
      const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key'];
      await openssl(
        '-subj',
        '/CN=server of a test',
        ...by,
        ...extensions,
        '-keyout',
        'server.key',
        '-out',
        'server.crt',
      );
      return { key: await read('server.key'), certificate: await read('server.crt') };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
