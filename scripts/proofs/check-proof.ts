// ./scripts/check-proof FILE --province-key KEY… [--centre-key KEY] [--withdrawal FILE] [--status FILE]  says offline what a proof
// file shows (docs/proof-format.md): in words, then as one JSON object. Exit status 0, 1 if a file does not hold, 2 if the keys or
// arguments are of no use. `--withdrawal` is the proof file of any later leaf about the record.
import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PROOF_BYTES_MAX, verifyProof } from '@necips/proof';

const USAGE =
  'usage: ./scripts/check-proof FILE --province-key KEY [--province-key KEY] [--centre-key KEY] [--withdrawal FILE] [--status FILE]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'province-key': { type: 'string', multiple: true, default: [] },
      'centre-key': { type: 'string' },
      withdrawal: { type: 'string' },
      status: { type: 'string' },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1 || values['province-key'].length === 0) throw new Error(USAGE);
  const { words, ...verdict } = verifyProof(readFile(file), {
    provinceKeys: values['province-key'],
    centreKey: values['centre-key'],
    successor: values.withdrawal === undefined ? undefined : readFile(values.withdrawal),
    status: values.status === undefined ? undefined : readFile(values.status),
  });
  console.log(words);
  console.log(JSON.stringify(verdict));
  process.exitCode = verdict.verdict === 'invalid' ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** A file, or enough of it to see that it is too long. */
function readFile(path: string): Uint8Array {
  const bytes = Buffer.alloc(PROOF_BYTES_MAX + 1);
  const descriptor = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
