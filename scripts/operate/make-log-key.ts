// ./scripts/make-log-key NAME FILE  makes a signing key under the name of a log, writes the private half to FILE (which must not exist, mode
// 0600), and prints the public half. For a rotation FILE is the key file with `.next` added: docs/runbook-keys.md.
import { open } from 'node:fs/promises';
import { makeKey } from '@necips/tlog';

const [name, file] = process.argv.slice(2);
if (!name || !file) {
  console.error('usage: ./scripts/make-log-key NAME FILE   (NAME as in the first line of /log/checkpoint)');
  process.exit(2);
}
const { signerKey, verifierKey } = makeKey(name);
try {
  await using key = await open(file, 'wx', 0o600);
  await key.writeFile(`${signerKey}\n`);
  await key.sync();
  console.log(verifierKey);
} catch (error) {
  console.error(
    `密钥文件无法写入 (the key file cannot be written): ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
