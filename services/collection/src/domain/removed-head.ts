import { canonicalJson } from '@necips/domain';

/** The head of the version by which a department withdraws what `head` shows: it names the batch and the row that say so. */
export function removedHead(
  head: string,
  version: number,
  { batch, row, collectedAtMs }: { batch: string; row: number; collectedAtMs: number },
): string {
  const shown = JSON.parse(head) as { origin: { [member: string]: string } };
  const collectedAt = new Date(collectedAtMs).toISOString();
  return canonicalJson({ ...shown, collectedAt, op: 'withdraw', origin: { ...shown.origin, batch, row }, version });
}
