/** Metrics: one registry per process, never the global one, so that two of them can live in one test. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** `collect` is asked at every scrape; it must not block. */
  gauge(name: string, help: string, labels?: readonly string[], collect?: (gauge: Gauge) => void): Gauge;
  /** Seconds; buckets from 1 ms to 30 s. */
  seconds(name: string, help: string, labels?: readonly string[]): Histogram;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const createMetrics = (options: { readonly process: string; readonly defaults?: boolean }): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ process: options.process });
  if (options.defaults ?? true) collectDefaultMetrics({ register: registry, prefix: 'chrono_' });
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = [], collect) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(collect === undefined ? {} : { collect: () => collect(gauge) }),
      });
      return gauge;
    },
    seconds: (name, help, labels = []) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: BUCKETS, registers }),
  };
};
