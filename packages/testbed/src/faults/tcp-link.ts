import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What a link does to those who speak through it: `open` passes everything on, `cut` refuses and resets, `slow` holds each
 * piece up for a while, `deaf` takes requests and loses the answers, `stuck` keeps connections and passes nothing.
 */
export type LinkMode = 'open' | 'cut' | 'slow' | 'deaf' | 'stuck';

/** Each piece, of at most 64 KB, is held up for this long. */
const SLOW_MS = 150;

/** A TCP proxy on the loopback address whose mode is changed while it runs; closes with the scope. */
export class TcpLink implements AsyncDisposable {
  readonly #server = createServer({ pauseOnConnect: true }, (near) => this.#join(near));
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  readonly #stranded = new WeakSet<Socket>();
  #mode: LinkMode = 'open';

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  /** Opens a link that listens on `port` and leads to `targetPort`. */
  static async open(port: number, targetPort: number): Promise<TcpLink> {
    const link = new TcpLink(targetPort);
    link.#server.listen(port, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  /** From now on the link does this. What has lost bytes, or is cut, is reset: no connection goes on with a hole in it. */
  become(mode: LinkMode): void {
    const hasHoles = this.#mode === 'deaf' || this.#mode === 'stuck';
    this.#mode = mode;
    if (hasHoles || mode === 'cut') for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Every connection that is open now hangs for ever, as where a machine in between has forgotten it; new ones pass. */
  strand(): void {
    for (const socket of this.#sockets) this.#stranded.add(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#mode === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: this.#targetPort, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    this.#pass(near, far, () => this.#mode !== 'stuck');
    this.#pass(far, near, () => this.#mode !== 'stuck' && this.#mode !== 'deaf');
    near.resume();
  }

  #pass(from: Socket, to: Socket, isHeard: () => boolean): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    void this.#copy(from, to, isHeard).catch(() => to.destroy());
  }

  async #copy(from: Socket, to: Socket, isHeard: () => boolean): Promise<void> {
    for await (const piece of from) {
      if (this.#mode === 'slow') await delay(SLOW_MS);
      if (!isHeard() || this.#stranded.has(from)) continue;
      if (!to.write(piece as Buffer)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    to.end();
  }
}
