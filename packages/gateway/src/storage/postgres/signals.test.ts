import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { sql } from 'kysely';
import { parseDatabaseUrl } from './location.ts';
import { openPostgres } from './open.ts';
import { dropSchema, newSchemaUrl } from './testing.ts';

test('word reaches every gateway once its unit is durable, not when it was undone, and a broken line comes back', async (t) => {
  const url = await newSchemaUrl();
  const location = parseDatabaseUrl(url);
  const [sender, hearer] = [await openPostgres({ location }), await openPostgres({ location })];
  t.after(async () => {
    await Promise.all([sender.close(), hearer.close()]);
    await dropSchema(url);
  });
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const listening = next();
  hearer.signals?.listen('calls', {
    signal: (text) => {
      heard.push(text);
      wake();
    },
    gap: () => {
      heard.push('gap');
      wake();
    },
  });
  await listening;
  const undone = sender.unit(async (tx) => {
    await sender.signals?.send(tx, 'calls', 'cal_undone');
    throw new RangeError('no');
  });
  await assert.rejects(undone, RangeError);
  const first = next();
  await sender.unit(async (tx) => sender.signals?.send(tx, 'calls', 'cal_1'));
  await first;
  assert.deepEqual(heard, ['gap', 'cal_1']);

  const again = next();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like ${`listen agentport_${location.schema}%`}`.execute(
    sender.read,
  );
  await again;
  assert.equal(heard.at(-1), 'gap');
  assert.equal(hearer.signals?.reconnects(), 1);
});

test('a database closed while its line is being opened leaves no connection behind', {
  timeout: 30_000,
}, async (t) => {
  const url = await newSchemaUrl();
  const location = parseDatabaseUrl(url);
  const door = createServer((socket) => {
    const server = connect(location.port, location.host);
    for (const [one, other] of [
      [socket, server],
      [server, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    server.pipe(socket);
    arrived?.(() => socket.pipe(server));
    if (arrived === null) socket.pipe(server);
  });
  let arrived: ((letIn: () => void) => void) | null = null;
  await once(door.listen(0, '127.0.0.1'), 'listening');
  t.after(() => dropSchema(url));
  const db = await openPostgres({ location: { ...location, host: '127.0.0.1', port: portOf(door) } });
  const waiting = new Promise<() => void>((resolve) => {
    arrived = resolve;
  });
  const heard: string[] = [];
  db.signals?.listen('calls', { signal: () => undefined, gap: () => heard.push('gap') });
  const letIn = await waiting;
  const closed = db.close();
  letIn();
  await closed;
  door.close();
  await once(door, 'close'); // only when every connection has ended
  assert.deepEqual(heard, []);
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
