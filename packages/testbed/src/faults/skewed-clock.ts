import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessSpec } from '../supervisor/process-spec.ts';

const LIBRARY = '/usr/lib/*/faketime/libfaketimeMT.so.1';
/** How long the library goes on with the skew that it read last. */
const REREAD_SECONDS = '1';

/** The clock of one process, which may be set wrong while it runs. Needs libfaketime. */
export class SkewedClock {
  readonly processName: string;
  readonly #library: string;
  readonly #file: string;

  private constructor(library: string, processName: string, file: string) {
    this.#library = library;
    this.processName = processName;
    this.#file = file;
  }

  /** Undefined where libfaketime is not installed. */
  static of(processName: string, runDirectory: string): SkewedClock | undefined {
    const [library] = globSync(LIBRARY);
    if (library === undefined) return undefined;
    const clock = new SkewedClock(library, processName, join(runDirectory, 'clock', processName));
    mkdirSync(dirname(clock.#file), { recursive: true });
    clock.skew(0);
    return clock;
  }

  /** The process as it must be started so that its clock can be set wrong; any other one as it is. */
  adjust(spec: ProcessSpec): ProcessSpec {
    if (spec.name !== this.processName) return spec;
    const skewable = {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: REREAD_SECONDS,
      // Time-outs and pauses go by the monotonic clock, which no administrator sets.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    return { ...spec, env: { ...spec.env, ...skewable } };
  }

  /** Sets the clock wrong by so many seconds; 0 sets it right. */
  skew(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  }
}
