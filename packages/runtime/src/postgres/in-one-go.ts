/**
 * Lets statements of one transaction follow each other without waiting for answers in between. All are waited for even
 * where one fails: what is still being sent when the transaction ends would be executed outside of it.
 */
export async function inOneGo<T extends readonly unknown[]>(statements: readonly [...T]): Promise<Answers<T>> {
  await Promise.allSettled(statements);
  return Promise.all(statements) as Promise<Answers<T>>;
}

type Answers<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };
