import type { Transaction } from '@necips/runtime';

/**
 * Does what `act` does and undoes it at once, but for what it returns: so a dry run tells what the real one would do, whatever that is
 * made of. What it wrote is dead before anybody could see it; numbers that it drew from a sequence are left out.
 */
export async function rehearse<T>(tx: Transaction, act: (tx: Transaction) => Promise<T>): Promise<T> {
  let rehearsed: { outcome: T } | undefined;
  const undone = new Error('rehearsed');
  await tx
    .savepoint(async (inner) => {
      rehearsed = { outcome: await act(inner) };
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (!rehearsed) throw undone;
  return rehearsed.outcome;
}
