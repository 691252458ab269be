import { ServiceError } from '@necips/runtime';

/**
 * Whether this node still lacks what it recorded after the backup that it was restored from. Until it has it again nothing is taken
 * in, recorded, withdrawn or handed on: a new version would get the number of one that is public already.
 */
export class Restoration {
  #reason: string | undefined = '尚未确认数据库是否刚从备份恢复 (not known yet whether the database was restored)';

  /** What is still missing, in words; undefined for nothing. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Says what is going on, or with undefined that all is there. */
  note(reason: string | undefined): void {
    this.#reason = reason;
  }

  /** Throws `unavailable`, reason `restoring`, until all is there. */
  requireDone(): void {
    if (this.#reason === undefined) return;
    throw new ServiceError('unavailable', `本节点正在恢复，暂不受理：${this.#reason}`, { reason: 'restoring' });
  }
}
