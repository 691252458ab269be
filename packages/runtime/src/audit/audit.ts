import { createHash } from 'node:crypto';
import type { Sql, Transaction } from '../postgres/index.ts';

/** One administrative act: who did what to what. Never carries personal data or secrets. */
export interface Act {
  /** Account that acted, or the service's own name. */
  actor: string;
  /** What was done, snake_case, e.g. `take_back_submission`. */
  act: string;
  /** What it was done to, e.g. a submission id. */
  object: string;
  /** Anything else that an auditor needs, JSON. */
  details?: Record<string, unknown>;
}

interface Entry extends Required<Pick<Act, 'actor' | 'act' | 'object'>> {
  sequence: number;
  at: Date;
  details: string;
  previous: Buffer;
  hash: Buffer;
}

const AUDIT_LOCK = 22_239_003;
const GENESIS = Buffer.alloc(32);

/**
 * Appends one act to the audit log in the transaction that performs it (GB/T 22239: every user, cannot be deleted or
 * altered; M§26–27). Entries take turns under a lock so that the chain has no forks.
 */
export async function appendAudit(tx: Transaction, act: Act): Promise<void> {
  await tx`select pg_advisory_xact_lock(${AUDIT_LOCK})`;
  const [last] = await tx<Pick<Entry, 'sequence' | 'hash'>[]>`
    select sequence, hash from runtime.audit_entry order by sequence desc limit 1`;
  const entry = {
    sequence: (last?.sequence ?? 0) + 1,
    at: new Date(),
    actor: act.actor,
    act: act.act,
    object: act.object,
    details: JSON.stringify(act.details ?? {}),
    previous: last?.hash ?? GENESIS,
  };
  await tx`insert into runtime.audit_entry ${tx({ ...entry, hash: hashOf(entry) })}`;
}

/** A line does not follow from the one before it: it was altered, or one between them is gone. */
export class AuditBroken extends Error {}

/** Checks the whole chain; returns its length, throws AuditBroken where an entry does not follow from the one before it. */
export async function verifyAuditChain(sql: Sql): Promise<number> {
  let previous: Buffer = GENESIS;
  let expected = 1;
  for await (const rows of sql<Entry[]>`select * from runtime.audit_entry order by sequence`.cursor(1000)) {
    for (const entry of rows) {
      const sound = entry.sequence === expected && previous.equals(entry.previous) && hashOf(entry).equals(entry.hash);
      if (!sound) throw new AuditBroken(`audit entry ${entry.sequence} does not follow from entry ${expected - 1}`);
      previous = entry.hash;
      expected += 1;
    }
  }
  return expected - 1;
}

function hashOf(entry: Omit<Entry, 'hash'>): Buffer {
  const { sequence, at, actor, act, object, details } = entry;
  const content = JSON.stringify([sequence, at.toISOString(), actor, act, object, details]);
  return createHash('sha256').update(entry.previous).update(content).digest();
}
