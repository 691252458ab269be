const TICK_MS = 2_000;

/** Runs a step and shows its name at once, a dot every two seconds, and its seconds when it is done. */
export type Progress = <T>(title: string, work: () => Promise<T>, detail?: (result: T) => string) => Promise<T>;

/** Progress on a terminal or in a log: one line a step. */
export const showProgress: Progress = async (title, work, detail) => {
  const startedAt = performance.now();
  process.stdout.write(`  ${title} `);
  const ticker = setInterval(() => process.stdout.write('.'), TICK_MS);
  try {
    const result = await work();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const more = detail?.(result);
    process.stdout.write(` ${seconds} s${more ? ` – ${more}` : ''}\n`);
    return result;
  } catch (error) {
    process.stdout.write(' failed\n');
    throw error;
  } finally {
    clearInterval(ticker);
  }
};

/** Shows nothing. */
export const noProgress: Progress = (_title, work) => work();
