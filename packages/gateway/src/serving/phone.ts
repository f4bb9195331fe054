import { connect } from 'node:tls';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';

interface Look {
  readonly ok: boolean;
  readonly what: string;
  /** what to do */
  readonly fix?: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Opens the public address as a phone would and says what would be in its way. Run it where the gateway runs; a phone in
 * another network may still meet other walls.
 * @returns 0 when a phone on the same network path would get in, 1 otherwise
 */
export async function checkPhone(config: Config, print: (line: string) => void): Promise<number> {
  const looks = await lookAll(config.publicUrl);
  for (const { ok, what, fix } of looks) {
    print(`${ok ? '[ok]   ' : '[error]'} ${what}`);
    if (fix) print(`        ${fix}`);
  }
  return looks.every(({ ok }) => ok) ? 0 : 1;
}

async function lookAll(publicUrl: string | null): Promise<Look[]> {
  const url = publicUrl === null ? null : new URL(publicUrl);
  if (url === null || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    const fix = 'Set AGENTPORT_PUBLIC_URL to an https address. docs/guides/phone.md shows three ways.';
    return [{ ok: false, what: 'The gateway is called localhost: no phone can open that.', fix }];
  }
  return lookInside(url);
}

/** Certificate checked as browsers do (chain, name, time); then whether it is our gateway that answers, by this name. */
function lookInside(url: URL): Promise<Look[]> {
  const { hostname, host, origin } = url;
  const { promise, resolve } = Promise.withResolvers<Look[]>();
  const socket = connect({ host: hostname, port: Number(url.port || 443), servername: hostname });
  const cancel = systemClock.after(TIMEOUT_MS, () =>
    socket.destroy(new Error('no answer within 10 seconds')),
  );
  const looks: Look[] = [];
  let answer = '';
  socket.once('secureConnect', () => {
    const until = socket.getPeerCertificate().valid_to;
    looks.push({ ok: true, what: `Certificate for ${hostname}, until ${until}` });
    socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
  socket.on('data', (bytes: Buffer) => {
    if (answer.length < 64_000) answer += bytes.toString('utf8');
  });
  socket.once('error', (error: NodeJS.ErrnoException) => {
    const fix =
      'Start the gateway, and use a certificate with its whole chain from an authority that phones know, made for this name.';
    looks.push({ ok: false, what: `${origin} cannot be opened: ${error.code ?? error.message}`, fix });
  });
  socket.once('close', () => {
    cancel();
    if (looks.every(({ ok }) => ok)) looks.push(judge(origin, answer));
    resolve(looks);
  });
  return promise;
}

function judge(origin: string, answer: string): Look {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  if (status === 421) {
    const fix = 'Let the proxy hand on the Host header as it came.';
    return { ok: false, what: 'The gateway does not know the name by which the proxy calls it.', fix };
  }
  if (status === 200 && answer.includes('"status"')) {
    return { ok: true, what: `The gateway answers at ${origin}` };
  }
  const fix = 'Point the proxy at the gateway, for every path.';
  return { ok: false, what: `Something else answers at ${origin} (${status}).`, fix };
}
