/** Samples kept of each province: about two minutes at 500 rows a second, 256 KB. */
const SAMPLES_MAX = 65_536;

/** The latest roll-up latencies (committed at collection → readable here) of one province, in milliseconds. */
export class LatencyWindow {
  readonly #samples = new Float32Array(SAMPLES_MAX);
  #count = 0;
  #taken = 0;

  /** Adds one; clocks of two machines may disagree, so it is never below 0. */
  add(latencyMs: number): void {
    this.#samples[this.#count % SAMPLES_MAX] = Math.max(0, latencyMs);
    this.#count += 1;
  }

  /** Median and 99th percentile of what is kept; undefined before the first sample. */
  summary(): LatencySummary | undefined {
    return this.#summaryOf(Math.min(this.#count, SAMPLES_MAX));
  }

  /** The same of what came since this was last asked; of more than are kept, of the latest. Undefined where nothing came. */
  take(): LatencySummary | undefined {
    const added = this.#count - this.#taken;
    this.#taken = this.#count;
    const summary = this.#summaryOf(Math.min(added, SAMPLES_MAX));
    return summary && { ...summary, samples: added };
  }

  #summaryOf(samples: number): LatencySummary | undefined {
    if (samples === 0) return undefined;
    const latest = new Float32Array(samples);
    for (let i = 0; i < samples; i++) latest[i] = this.#samples[(this.#count - 1 - i) % SAMPLES_MAX] ?? 0;
    const sorted = latest.sort();
    const quantile = (q: number) => Math.round(sorted[Math.ceil(q * samples) - 1] ?? 0);
    return { samples, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  }
}

export interface LatencySummary {
  samples: number;
  p50Ms: number;
  p99Ms: number;
}
