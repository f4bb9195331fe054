import { sql } from 'kysely';
import { Client } from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import type { SignalListener, Signals, Tx } from '../database.ts';
import type { PostgresLocation } from './location.ts';
import { clientConfig } from './pool.ts';

const STATEMENT_MS = 5_000;
const RECONNECT_FIRST_MS = 100;
const RECONNECT_MAX_MS = 5_000;
/** PostgreSQL refuses 8,000 bytes and more. */
const TEXT_MAX = 7_000;

/** NOTIFY and LISTEN on one channel for each schema, over a connection of its own that comes back when it breaks. */
export function openSignals(
  location: PostgresLocation,
  clock: Pick<Clock, 'after'>,
): Signals & { close(): Promise<void> } {
  const channel = `agentport_${location.schema}`;
  const listeners = new Map<string, Set<SignalListener>>();
  let client: Client | null = null;
  let cancelRetry: () => void = () => undefined;
  let reconnects = 0;
  let closed = false;
  let started = false;
  /** the attempt under way: one that `close` overtook would otherwise connect afterwards, and stay */
  let connecting: Promise<void> = Promise.resolve();

  const everybody = () => [...listeners.values()].flatMap((topic) => [...topic]);
  const deliver = (payload = '') => {
    const at = payload.indexOf(' ');
    for (const { signal } of listeners.get(payload.slice(0, at)) ?? []) signal(payload.slice(at + 1));
  };
  const connect = async (waitMs: number): Promise<void> => {
    if (closed) return;
    const next = new Client(clientConfig(location, STATEMENT_MS));
    let ended = false;
    const again = (ms: number) => {
      if (ended) return;
      ended = true;
      if (client === next) client = null;
      next.end().catch(() => undefined);
      if (closed) return;
      reconnects += 1;
      cancelRetry = clock.after(ms, () => begin(Math.min(ms * 2, RECONNECT_MAX_MS)));
    };
    next.on('error', () => again(RECONNECT_FIRST_MS));
    next.on('end', () => again(RECONNECT_FIRST_MS));
    next.on('notification', ({ payload }) => deliver(payload));
    try {
      await next.connect();
      await next.query(`listen ${channel}`); // the name is checked where the address is read
      client = next;
      if (closed) return;
      for (const { gap } of everybody()) gap(); // what was said meanwhile went past us
    } catch {
      again(waitMs);
    }
  };
  const begin = (waitMs: number) => {
    connecting = connect(waitMs);
  };

  return {
    async send(tx: Tx, topic, text) {
      if (topic.includes(' ') || text.length > TEXT_MAX)
        throw new RangeError('A signal is a topic and an id.');
      await sql`select pg_notify(${channel}, ${`${topic} ${text}`})`.execute(tx);
    },
    listen(topic, listener) {
      const topicListeners = listeners.get(topic) ?? new Set();
      listeners.set(topic, topicListeners.add(listener));
      if (!started) {
        started = true;
        begin(RECONNECT_FIRST_MS);
      } else if (client !== null) {
        listener.gap();
      }
      return () => void topicListeners.delete(listener);
    },
    reconnects: () => reconnects,
    async close() {
      closed = true;
      cancelRetry();
      await connecting;
      await client?.end().catch(() => undefined);
    },
  };
}
