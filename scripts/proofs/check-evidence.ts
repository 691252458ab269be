// ./scripts/check-evidence FILE  checks a file of GET /v1/evidence/{id} with nothing but what it holds. Exit status 0 where it proves what it
// says, 1 where it does not. Whether the keys in it are the province's is for the reader to compare with the centre's list of nodes.
import { readFile } from 'node:fs/promises';
import { checkEvidence, LogError } from '@necips/tlog';

const WORDS = {
  proven: '证据成立：已签名的内容自相矛盾或违反规则 (proven: what was signed cannot be true)',
  stated: '叶确在已签名的树中；其内容是否违规须另凭内容核对 (the leaves are in the signed tree; the rest is stated)',
  unproven: '证据不成立 (nothing is proven)',
} as const;

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: ./scripts/check-evidence FILE');
  process.exit(2);
}
try {
  const { finding, node, kind, origin, keys } = checkEvidence(await readFile(file, 'utf8'));
  console.log(
    `${node} ${kind} ${origin}\n${keys.map(({ verifierKey, fromSize }) => `${verifierKey} (${fromSize}…)`).join('\n')}\n${WORDS[finding]}`,
  );
  process.exitCode = finding === 'unproven' ? 1 : 0;
} catch (error) {
  if (!(error instanceof LogError) && !(error instanceof Error && 'code' in error)) throw error;
  console.error(`证据无法核对 (the evidence cannot be checked): ${error.message}`);
  process.exitCode = 1;
}
