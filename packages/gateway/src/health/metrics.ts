import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. Labels come from closed lists: nothing an agent sends becomes a label. */
export interface Metrics {
  /** @param seconds from request to outcome, waiting for people included */
  call(entrance: string, outcome: string, seconds: number): void;
  /** a call was refused because it came too many; `limit` from a closed list */
  overLimit(limit: string): void;
  /** the text Prometheus reads */
  text(): Promise<string>;
}

export function createMetrics(read: {
  pendingApprovals: () => Promise<number>;
  auditSize: () => Promise<number>;
  inbox: () => Promise<{ readonly depth: number }>;
  leaseHeld: () => boolean;
  signalReconnects: () => number;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: 'agentport_calls_total',
    help: 'Calls by entrance and how they ended',
    labelNames: ['entrance', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'agentport_call_seconds',
    help: 'Time from request to outcome',
    labelNames: ['outcome'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  const limited = new Counter({
    name: 'agentport_limited_total',
    help: 'Calls refused because they came too many, by limit',
    labelNames: ['limit'],
    registers,
  });
  new Gauge({
    name: 'agentport_approvals_pending',
    help: 'Questions that wait for a person',
    registers,
    async collect() {
      this.set(await read.pendingApprovals());
    },
  });
  new Gauge({
    name: 'agentport_audit_entries',
    help: 'Entries in the audit log',
    registers,
    async collect() {
      this.set(await read.auditSize());
    },
  });
  new Gauge({
    name: 'agentport_audit_inbox_entries',
    help: 'Durable entries that wait for their place in the audit log',
    registers,
    async collect() {
      this.set((await read.inbox()).depth);
    },
  });
  new Gauge({
    name: 'agentport_lease_held',
    help: '1 while this gateway may claim and send',
    registers,
    collect() {
      this.set(read.leaseHeld() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'agentport_signal_reconnects',
    help: 'How often the connection that listens for other gateways broke since the start',
    registers,
    collect() {
      this.set(read.signalReconnects());
    },
  });
  return {
    call(entrance, outcome, took) {
      calls.inc({ entrance, outcome });
      seconds.observe({ outcome }, took);
    },
    overLimit: (limit) => limited.inc({ limit }),
    text: () => registry.metrics(),
  };
}
