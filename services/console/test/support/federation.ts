import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CHECKOUT,
  generateRegistrations,
  LocalFederation,
  loadFiles,
  noProgress,
  startFederation,
  stopInfrastructure,
} from '@necips/testbed';

/** The province of these tests. */
export const NODE = '330000';
const ROWS = 60;
const GIVE_UP_MS = 300_000;

/**
 * A centre and one province with their consoles and some records. `NECIPS_CONSOLE_FEDERATION` names the run folder of one that is up
 * already, which is used and left as it is: for working on pages.
 */
export async function openFederation(): Promise<OpenFederation> {
  const running = process.env['NECIPS_CONSOLE_FEDERATION'];
  if (running)
    return { runDirectory: running, federation: new LocalFederation(running), [Symbol.asyncDispose]: async () => {} };
  const runDirectory = join(CHECKOUT, '.run/console-test');
  const wipe = async () => void (await stopInfrastructure(runDirectory, { wipe: true }));
  await wipe();
  await using starting = new AsyncDisposableStack();
  starting.defer(wipe);
  const federation = await startFederation({ runDirectory, nodes: [NODE], hasConsoles: true, progress: noProgress });
  const folder = mkdtempSync(join(tmpdir(), 'necips-console-'));
  starting.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sample.csv');
  writeFileSync(file, [...generateRegistrations({ node: NODE, rows: ROWS, seed: 7 })].join(''));
  await loadFiles({ federation, node: NODE, files: [file], giveUpAfterMs: GIVE_UP_MS, progress: () => {} });
  const started = starting.move();
  return { runDirectory, federation, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

export interface OpenFederation extends AsyncDisposable {
  runDirectory: string;
  federation: LocalFederation;
}
