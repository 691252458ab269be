import { insertLogKeys } from '@necips/exchange';
import { appendAudit, ServiceError } from '@necips/runtime';
import { encodeLeaf, keyRotationCommitment, type LogKey } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { SignedTree } from '../domain/signed-tree.ts';
import type { SigningKey } from '../key-files.ts';
import { appendMarks } from './append-marks.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Gives the log another key: a leaf that commits to it is signed by the old one, alone in its batch; every larger tree is signed by
 * the new one. Audited. The new key must lie beside the old one, and takes its place. Throws `precondition` where there is none
 * there, or where it is not one for this log; otherwise, as always, the log must then be opened again.
 */
export async function rotateKey(
  context: Needs,
  log: OpenLog,
  { actor, reason }: { actor: string; reason: string },
): Promise<LogKey> {
  const { node, keyFiles, events } = context;
  const { verifierKey, signer } = await requireNext(context, log);
  const { generation } = log;
  const position = { node, generation };
  const keyOf = ({ size }: { size: number }): LogKey => ({ verifierKey, fromSize: size + 1 });
  const tree = await appendMarks(context, log, async (tx, { timeMs: time }) => {
    const keyCommitment = keyRotationCommitment(verifierKey);
    const leaf = encodeLeaf({ op: 'rotation', rotation: log.keys.keys.length, time, keyCommitment });
    const along = async (signed: SignedTree) => {
      const details = { reason, generation, ...keyOf(signed) };
      await insertLogKeys(tx, position, [keyOf(signed)]);
      await appendAudit(tx, { actor, act: 'rotate_log_key', object: node, details });
    };
    return { leaves: [leaf], along };
  });
  const key = keyOf(tree);
  await keyFiles.install();
  log.signer = signer;
  log.keys = log.keys.with(key);
  events.keyRotated(key);
  return key;
}

async function requireNext({ keyFiles }: Pick<Needs, 'keyFiles'>, log: OpenLog): Promise<SigningKey> {
  const next = await keyFiles.next();
  if (!next) {
    throw new ServiceError('precondition', '新密钥尚未放在旧密钥旁 (there is no next key beside the old one)', {
      reason: 'no_next_key',
    });
  }
  const isKnown = log.keys.keys.some(({ verifierKey }) => verifierKey === next.verifierKey);
  if (next.signer.name === log.signer.name && !isKnown) return next;
  throw new ServiceError('precondition', '所放的密钥不是本日志的新密钥 (the next key is not a new one of this log)', {
    reason: 'bad_next_key',
  });
}
