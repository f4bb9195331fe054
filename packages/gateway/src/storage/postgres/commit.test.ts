import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { parseDatabaseUrl } from './location.ts';
import { openPostgres } from './open.ts';
import { dropSchema, newSchemaUrl } from './testing.ts';

type Break = 'before it reaches the server' | 'before the answer comes back';

/** A line to the server that breaks at the next COMMIT after `arm`. */
async function breakingLine(t: TestContext, target: URL, when: Break) {
  let armed = false;
  const sockets = new Set<Socket>();
  const line = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk: Buffer) => {
      const breaks = armed && chunk.includes('commit\0');
      if (breaks) armed = false;
      if (!breaks || when === 'before the answer comes back') server.write(chunk);
      if (breaks) client.destroy();
    });
    server.on('data', (chunk) => client.destroyed || client.write(chunk));
    client.on('close', () => server.end());
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    line.close();
  });
  const url = new URL(target);
  url.port = String((line.address() as { port: number }).port);
  return {
    url: url.href,
    arm: () => {
      armed = true;
    },
  };
}

for (const when of ['before it reaches the server', 'before the answer comes back'] as const) {
  test(`a connection that breaks during COMMIT, ${when}: the unit is durable exactly once`, async (t) => {
    const direct = await newSchemaUrl();
    const line = await breakingLine(t, new URL(direct), when);
    const db = await openPostgres({ location: parseDatabaseUrl(line.url) });
    t.after(async () => {
      await db.close();
      await dropSchema(direct);
    });
    let runs = 0;
    const value = await db.unit(async (tx) => {
      runs += 1;
      await sql`update orgs set policy_version = policy_version + 1`.execute(tx);
      if (runs === 1) line.arm();
      return 'kept';
    });
    assert.equal(value, 'kept');
    assert.equal(runs, when === 'before the answer comes back' ? 1 : 2);
    const org = await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow();
    assert.equal(org.policy_version, 1);
  });
}
