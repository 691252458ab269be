import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPT = join(import.meta.dirname, '../../../scripts/verify-copy/verify.ts');

/** Runs `scripts/verify-copy/verify.ts` over a centre's database: whoever is asked here is neither the centre nor the province. */
export async function runVerify(databaseUrl: string, ...options: string[]): Promise<{ code: number; report: Report }> {
  const child = spawn(process.execPath, [SCRIPT, '--database', databaseUrl, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const output = await text(child.stdout);
  return { code: await ended, report: JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report };
}

/** The last line of its output. */
export interface Report {
  ok: boolean;
  nodes: {
    ok: boolean;
    publishedSize: number;
    verifiedSize: number;
    publishedRoot: string;
    recomputedRoot: string;
    differences: number;
    kinds: Record<string, number>;
    examples: { kind: string }[];
    lagMs: number;
    reason?: string;
  }[];
}
