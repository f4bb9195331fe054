import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { bundleChild, type ChildBundle } from './kill-child-bundle.fixture.ts';
import { openStage } from './stage.fixture.ts';

/** How often a gateway is killed at each point; AGENTPORT_KILLS says another number. */
const KILLS = Number(process.env.AGENTPORT_KILLS ?? 3);
const PER_CHILD_MS = 60_000;

/** `given`: the peer has the whole message and has not answered. The others are named where they are passed. */
const POINTS = ['noticed', 'fanned_out', 'claimed', 'given', 'accepted', 'marked'] as const;

interface Acceptance {
  readonly id: string;
  readonly approval: string;
}

let bundle: ChildBundle;
before(async () => {
  bundle = await bundleChild();
});
after(() => bundle.remove());

for (const point of POINTS) {
  test(`killed when a message is ${point}, ${KILLS} times: each arrives, and only what was accepted and not marked arrives twice, under one id`, async (t) => {
    const { file, peer } = await prepare(t);
    const accepted: Acceptance[] = [];
    for (let number = 0; number < KILLS; number++) {
      const child = start(file, point, String(number));
      peer.take = (acceptance) => {
        if (point === 'given') {
          child.process.kill('SIGKILL');
          return false;
        }
        accepted.push(acceptance);
        return true;
      };
      assert.equal(await child.ended, 'SIGKILL', `${point} ${number} was not passed`);
    }
    const killed = accepted.length;
    peer.take = (acceptance) => accepted.push(acceptance) > 0;
    assert.equal(await start(file, 'none', '-').ended, 0);

    const ids = Map.groupBy(accepted, ({ approval }) => approval);
    assert.equal(ids.size, KILLS, 'each message arrives');
    for (const [approval, arrivals] of ids) {
      const times = point === 'accepted' ? 2 : 1;
      assert.equal(arrivals.length, times, `${approval} arrived ${arrivals.length} times`);
      assert.equal(new Set(arrivals.map(({ id }) => id)).size, 1, 'one id');
    }
    const wanted = { noticed: 0, fanned_out: 0, claimed: 0, given: 0, accepted: KILLS, marked: KILLS }[point];
    assert.equal(killed, wanted, 'the kills fell where they should');
    t.diagnostic(`${point}: ${KILLS} kills, ${ids.size} messages, ${accepted.length - ids.size} twice`);
  });
}

async function prepare(t: TestContext) {
  const peer = await openTakingPeer(t);
  const stage = await openStage(t);
  assert.equal(stage.db.dialect, 'sqlite');
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  await stage.notifications.close();
  await stage.db.close();
  return { file: stage.path, peer };
}

async function openTakingPeer(t: TestContext) {
  const peer = { url: '', take: (_: Acceptance): boolean => true };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const approval = JSON.parse(Buffer.concat(chunks).toString('utf8')).data.approval.id as string;
      const taken = peer.take({ id: String(request.headers['webhook-id']), approval });
      if (taken) response.writeHead(200).end();
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return peer;
}

function start(file: string, point: string, number: string) {
  const child: ChildProcess = spawn(process.execPath, [bundle.file, file, point, number], {
    env: bundle.env,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: PER_CHILD_MS,
  });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  return { process: child, ended };
}
