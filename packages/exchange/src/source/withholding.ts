import { setTimeout as delay } from 'node:timers/promises';
import { findNode } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { Page, RecordSource } from './record-source.ts';

const POLL_MS = 100;

/** Provinces whose data may not be shown now, each with the reason in words: what was withdrawn may be among it. */
export class Withholding {
  readonly #reasons = new Map<string, string>();
  #ofAll: string | undefined;

  /** From now on nothing of this province is shown. */
  withhold(node: string, reason: string): void {
    this.#reasons.set(node, reason);
  }

  /** From now on nothing of any province is shown. */
  withholdAll(reason: string): void {
    this.#ofAll = reason;
  }

  /** From now on those are shown that are not withheld themselves. */
  releaseAll(): void {
    this.#ofAll = undefined;
  }

  /** From now on it is shown again. */
  release(node: string): void {
    this.#reasons.delete(node);
  }

  /** Why a province's data is withheld; undefined where it is not. */
  reasonOf(node: string): string | undefined {
    return this.#ofAll ?? this.#reasons.get(node);
  }

  /** The provinces whose data is withheld, in order. */
  nodes(): string[] {
    return [...this.#reasons.keys()].sort();
  }

  /** Throws `unavailable`, reason `restoring`, where the data of all provinces is withheld. */
  requireSome(): void {
    if (this.#ofAll === undefined) return;
    throw new ServiceError('unavailable', `暂不提供数据：${this.#ofAll}`, { reason: 'restoring' });
  }

  /** Throws `unavailable`, reason `restoring`, where a province's data is withheld. */
  requireShown(node: string): void {
    const reason = this.reasonOf(node);
    if (reason === undefined) return;
    const name = findNode(node)?.name ?? node;
    throw new ServiceError('unavailable', `${name}的数据正在恢复，暂不提供：${reason}`, {
      reason: 'restoring',
      details: { node },
    });
  }

  /** Resolves once a province's data may be shown. Rejects with the signal's reason when it is aborted. */
  async untilShown(node: string, signal: AbortSignal): Promise<void> {
    while (this.reasonOf(node) !== undefined) await delay(POLL_MS, undefined, { signal });
  }
}

/**
 * The same source without what is withheld: a subject of a withheld province is answered `unavailable`, reason `restoring`; in
 * listings it is left out, and the page says which provinces are.
 */
export function withheldSource(source: RecordSource, withholding: Withholding): RecordSource {
  const isShown = ({ node }: { node: string }) => withholding.reasonOf(node) === undefined;
  const without = <Item extends { node: string }>(page: Page<Item>): Page<Item> => {
    const withheld = withholding.nodes();
    return withheld.length === 0 ? page : { ...page, items: page.items.filter(isShown), withheld };
  };
  return {
    async findSubject(code) {
      const subject = await source.findSubject(code);
      if (subject) withholding.requireShown(subject.node);
      return subject;
    },
    async searchSubjects(query) {
      withholding.requireSome();
      if (query.node !== undefined) withholding.requireShown(query.node);
      return without(await source.searchSubjects(query));
    },
    async searchCodes(query) {
      withholding.requireSome();
      if (query.node !== undefined) withholding.requireShown(query.node);
      return without(await source.searchCodes(query));
    },
    async countRecords(subjectId) {
      withholding.requireSome();
      return (await source.countRecords(subjectId)).filter(isShown);
    },
    async listRecords(code, page) {
      const records = await source.listRecords(code, page);
      const [first] = records?.items ?? [];
      if (records && first && !records.items.some(isShown)) withholding.requireShown(first.node);
      return records && without(records);
    },
  };
}
