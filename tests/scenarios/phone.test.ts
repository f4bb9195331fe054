import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { selfSigned } from '../../packages/gateway/src/serving/certificate.fixture.ts';
import { checkPhone } from '../../packages/gateway/src/serving/index.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { openDoorStage } from './door-stage.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a gateway with a certificate of its own: a phone gets in, and a renewed one is shown to the next', async (t) => {
  const folder = temporaryDirectory(t);
  const [cert, key] = [path.join(folder, 'chain.pem'), path.join(folder, 'key.pem')];
  const write = (days: { from: number; to: number }) => {
    const pair = selfSigned('agentport.example.com', Date.now(), days);
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key, { mode: 0o600 });
    return pair;
  };
  const first = write({ from: -1, to: 20 });
  const port = await freePort();
  const publicUrl = `https://agentport.example.com:${port}`;
  const stage = await openDoorStage(t, {
    AGENTPORT_PORT: String(port),
    AGENTPORT_PUBLIC_URL: publicUrl,
    AGENTPORT_TLS_CERT: cert,
    AGENTPORT_TLS_KEY: key,
  });
  const look = async (ca: string) => {
    const lines: string[] = [];
    const code = await checkPhone({ publicUrl, tls: { cert, key } }, (line) => lines.push(line), {
      ca,
      lookup: (_, options, done) =>
        options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    });
    return { code, text: lines.join('\n') };
  };
  const before = await look(first.cert);
  assert.equal(before.code, 0, before.text);
  assert.match(before.text, /for (19|20) days more/);
  const second = write({ from: -1, to: 90 });
  stage.running.lookAtCertificate(); // what SIGHUP does
  const renewed = await look(second.cert);
  assert.equal(renewed.code, 0, renewed.text);
  assert.match(renewed.text, /for (89|90) days more/);
});
