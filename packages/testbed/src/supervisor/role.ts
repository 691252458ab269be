import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pathDigest } from '../checkout.ts';

const RETRY_MS = 50;
/** A new process needs up to this long before it takes its role; one too many gives up by itself. */
const START_INTERVAL_MS = 1_000;

/** A process that plays a role. */
export interface RoleHolder extends Disposable {
  pid: number;
  /** Resolves when it no longer does. */
  gone: Promise<void>;
}

/** A role that at most one process of a run folder plays. */
export interface HeldRole extends AsyncDisposable {
  release(): Promise<void>;
}

/**
 * Takes a role, or answers undefined when another process plays it. The role is an abstract Unix socket: the kernel frees it
 * with the process that held it, however that one died, and those that watch it learn of it at once.
 */
export async function takeRole(runDirectory: string, role: string): Promise<HeldRole | undefined> {
  const watchers = new Set<Socket>();
  const server = createServer((socket) => {
    watchers.add(socket);
    socket.on('error', () => {}).on('close', () => watchers.delete(socket));
    socket.write(`${process.pid}\n`);
  });
  if (!(await listen(server, address(runDirectory, role)))) return undefined;
  // A role does not keep its process from ending.
  server.unref();
  const release = async (): Promise<void> => {
    for (const socket of watchers) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** Takes a role as soon as it is free. */
export async function awaitRole(runDirectory: string, role: string): Promise<HeldRole> {
  for (;;) {
    const held = await takeRole(runDirectory, role);
    if (held) return held;
    using holder = await findHolder(runDirectory, role);
    await holder?.gone;
  }
}

/** Who plays a role now, or undefined when nobody does. Watched until the scope ends. */
export async function findHolder(runDirectory: string, role: string): Promise<RoleHolder | undefined> {
  const socket = connect(address(runDirectory, role));
  socket.on('error', () => {});
  const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const greeting = new Promise<string | undefined>((resolve) => {
    socket.once('data', (data) => resolve(String(data))).on('close', () => resolve(undefined));
  });
  const pid = await greeting;
  return pid === undefined ? undefined : { pid: Number(pid), gone, [Symbol.dispose]: () => socket.destroy() };
}

/** Sees to it that somebody plays a role until the signal aborts: whenever nobody does, `start` is called. */
export async function keepRole(
  runDirectory: string,
  role: string,
  start: () => void,
  signal: AbortSignal,
): Promise<void> {
  const aborted = once(signal, 'abort');
  for (let startedAt = 0; !signal.aborted; ) {
    using holder = await findHolder(runDirectory, role);
    if (holder) {
      await Promise.race([holder.gone, aborted]);
      continue;
    }
    if (Date.now() - startedAt >= START_INTERVAL_MS) {
      start();
      startedAt = Date.now();
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

async function listen(server: Server, path: string): Promise<boolean> {
  try {
    server.listen(path);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function address(runDirectory: string, role: string): string {
  return `\0necips/${role}/${pathDigest(runDirectory)}`;
}
