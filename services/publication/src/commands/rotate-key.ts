import { appendLogBatch, insertLogKeys } from '@necips/exchange';
import { appendAudit, inOneGo, ServiceError } from '@necips/runtime';
import { encodeLeaf, keyRotationCommitment, type LogKey, leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { signTree } from '../domain/signed-tree.ts';
import type { SigningKey } from '../key-files.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { writeSignedMark } from '../store/signed-mark.ts';
import { extendedElsewhere } from './append-leaves.ts';
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
  const { sql, node, keyFiles, stateFile, served, events, now } = context;
  const next = await requireNext(context, log);
  const { generation, writer } = log;
  const position = { node, generation };
  const { tree, key } = await sql.begin(async (tx) => {
    const state = await lockLogState(tx, generation);
    if (state.size !== writer.size) throw extendedElsewhere();
    const time = Math.max(now(), state.lastLeafTimeMs);
    const keyCommitment = keyRotationCommitment(next.verifierKey);
    const leaf = encodeLeaf({ op: 'rotation', rotation: log.keys.keys.length, time, keyCommitment });
    writer.appendMany([leafHash(leaf)]);
    const signed = signTree(log.signer, { generation, size: writer.size, root: writer.root() }, new Date(time));
    const added = { verifierKey: next.verifierKey, fromSize: signed.size + 1 };
    const { checkpoint } = signed;
    const batch = { ...position, firstIndex: state.size, leaves: leaf, leafCount: 1, checkpoint, collectedAtMs: time };
    await inOneGo([
      appendLogBatch(tx, batch),
      insertTiles(tx, generation, writer.takeFullTiles()),
      insertLogKeys(tx, position, [added]),
      updateLogState(tx, signed, time),
      appendAudit(tx, { actor, act: 'rotate_log_key', object: node, details: { reason, generation, ...added } }),
    ]);
    return { tree: signed, key: added };
  });
  await writeSignedMark(stateFile, { ...tree, origin: log.signer.name });
  served.serve(tree);
  await keyFiles.install();
  log.signer = next.signer;
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
