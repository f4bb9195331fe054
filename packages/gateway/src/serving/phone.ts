import type { RequestOptions } from 'node:https';
import { BlockList, isIPv6 } from 'node:net';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { type Finding, report } from './finding.ts';
import { look, type Seen } from './look-at-address.ts';
import { drawQr } from './qr.ts';

const DAY_MS = 86_400_000;
/** the gateway says two words a second apart; a proxy that collects delivers both at once */
const APART_MIN_MS = 500;
/** codes of authenticator apps count for 30 seconds before and after */
const SKEW_MAX_MS = 30_000;

/**
 * Opens the public address as a phone would, says what would be in its way, and draws the address to be scanned. Run it
 * where the gateway runs; a phone in another network may still meet other walls.
 * @param trust for tests: another authority, another place
 * @returns 0 when a phone on the same network path would get in, 1 otherwise
 */
export async function checkPhone(
  config: Pick<Config, 'publicUrl' | 'tls'>,
  print: (line: string) => void,
  trust: Pick<RequestOptions, 'ca' | 'lookup'> = {},
): Promise<number> {
  const found = await lookAll(config, trust);
  const good = report(found, print);
  const picture = good && config.publicUrl ? drawQr(config.publicUrl) : null;
  if (picture) for (const line of picture) print(line);
  return good ? 0 : 1;
}

async function lookAll(
  { publicUrl, tls }: Pick<Config, 'publicUrl' | 'tls'>,
  trust: Pick<RequestOptions, 'ca' | 'lookup'>,
): Promise<Finding[]> {
  const url = publicUrl === null ? null : new URL(publicUrl);
  if (url === null || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    const fix = 'Set AGENTPORT_PUBLIC_URL to an https address. docs/guides/phone.md shows three ways.';
    return [{ level: 'error', what: 'The gateway is called localhost: no phone can open that.', fix }];
  }
  const { origin, hostname } = url;
  try {
    const health = await look(origin, '/health', trust);
    const first = [certificate(hostname, health), answered(origin, health)];
    if (first.some(({ level }) => level === 'error')) return first;
    const reach = await look(origin, '/api/v1/reach', trust);
    return [...first, cookies(reach), streams(reach), clocks(reach), addresses(reach, tls !== null)];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const fix =
      'Start the gateway, and use a certificate with its whole chain from an authority that phones know, made for this name.';
    return [{ level: 'error', what: `${origin} cannot be opened: ${code ?? message}`, fix }];
  }
}

function certificate(hostname: string, { certificateUntil }: Seen): Finding {
  const until = certificateUntil ?? 0;
  const days = Math.floor((until - systemClock.now()) / DAY_MS);
  const what = `Certificate for ${hostname}, for ${days} days more`;
  if (days >= 14) return { level: 'ok', what };
  return { level: 'warn', what, fix: 'Renew it. The gateway takes renewed files without a restart.' };
}

function answered(origin: string, { status, text }: Seen): Finding {
  if (status === 421) {
    const fix = 'Let the proxy hand on the Host header as it came.';
    const what = 'The gateway does not know the name by which the proxy calls it.';
    return { level: 'error', what, fix };
  }
  if (status === 200 && text.includes('"status"')) {
    return { level: 'ok', what: `The gateway answers at ${origin}` };
  }
  const fix = 'Point the proxy at the gateway, for every path.';
  return { level: 'error', what: `Something else answers at ${origin} (${status}).`, fix };
}

function cookies({ headers }: Seen): Finding {
  const cookie =
    headers['set-cookie']?.find((one) => one.startsWith('__Host-agentport'))?.toLowerCase() ?? '';
  const parts = cookie.split(';').map((part) => part.trim());
  const whole = ['path=/', 'secure', 'httponly', 'samesite=strict'].every((part) => parts.includes(part));
  if (whole && !parts.some((part) => part.startsWith('domain='))) {
    return { level: 'ok', what: 'Cookies arrive as they were sent: secure, and for this host alone' };
  }
  const fix = 'Let the proxy hand on Set-Cookie as it came, without another domain, path or flags.';
  return { level: 'error', what: 'Cookies are changed on the way: nobody could stay signed in.', fix };
}

function streams({ firstAt, lastAt, text }: Seen): Finding {
  if (!text.includes('"end"')) {
    const fix = 'Let the proxy wait: at least two minutes without a byte (nginx: proxy_read_timeout 120s).';
    return { level: 'error', what: 'A stream is cut off on the way.', fix };
  }
  if (lastAt - firstAt >= APART_MIN_MS) {
    return { level: 'ok', what: 'Live changes arrive as they are sent' };
  }
  const fix = 'Turn collecting off for this address (nginx: proxy_buffering off).';
  return { level: 'error', what: 'The proxy collects answers: live changes arrive late or never.', fix };
}

function clocks({ headers, text, firstAt }: Seen): Finding {
  const said = Number(/"now":(\d+)/.exec(text)?.[1] ?? 0);
  const proxy = headers.date === undefined ? firstAt : Date.parse(headers.date);
  const apart = Math.max(Math.abs(said - firstAt), Math.abs(proxy - firstAt));
  if (apart <= SKEW_MAX_MS) return { level: 'ok', what: 'The clocks agree' };
  const what = `The clocks of this machine, the gateway and the proxy differ by ${Math.round(apart / 1000)} s.`;
  return { level: 'error', what, fix: 'Set all of them by NTP: codes and challenges count by the clock.' };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Behind a proxy that was not named everybody seems to come from it. */
function addresses({ text }: Seen, ownTls: boolean): Finding {
  const address = /"address":"([0-9a-fA-F:.]+)"/.exec(text)?.[1] ?? '';
  const what = `The gateway sees this machine as ${address}`;
  const loopback = address !== '' && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  if (ownTls || !loopback) return { level: 'ok', what };
  const fix =
    'If a proxy on this machine answers for everybody, name it: trusted_proxies in agentport.yaml, or AGENTPORT_TRUSTED_PROXIES.';
  return { level: 'warn', what, fix };
}
