import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Durations in seconds, from 1 ms to 10 s, for histograms of requests and statements. */
export const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of one service: a registry of its own with the process's default metrics, and makers whose names get the
 * prefix `necips_`. Every series carries the label `service`. A name is made once; keep what is returned.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name: prefixed(name), help, labelNames: labels, registers }),
    gauge: (name, help, labels = [], collect) =>
      new Gauge({ name: prefixed(name), help, labelNames: labels, registers, ...(collect && { collect }) }),
    histogram: (name, help, { labels = [], buckets = DURATION_BUCKETS } = {}) =>
      new Histogram({ name: prefixed(name), help, labelNames: labels, buckets, registers }),
  };
}

export interface Metrics {
  readonly registry: Registry;
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** `collect` runs at each scrape; `this` is the gauge. */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    collect?: (this: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>;
  histogram<L extends string = never>(
    name: string,
    help: string,
    options?: { labels?: readonly L[]; buckets?: number[] },
  ): Histogram<L>;
}

function prefixed(name: string): string {
  return name.startsWith('necips_') ? name : `necips_${name}`;
}
