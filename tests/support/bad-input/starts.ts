// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTestGateway } from '../open-gateway.ts';
import { startProcess } from '../process.ts';
import { type CleansUp, temporaryDirectory } from '../temp.ts';

export interface StartEnd {
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts a gateway's process where it cannot succeed. */
type Start = (t: CleansUp) => Promise<StartEnd>;

const MAIN = fileURLToPath(new URL('../../../packages/gateway/src/main.ts', import.meta.url));
const DEADLINE_MS = 30_000;

/** By the names the table uses. */
export const STARTS: Readonly<Record<string, Start>> = {
  async 'another root key'(t) {
    const home = await usedInstallation(t);
    const key = `agentport-root-v1:${randomBytes(32).toString('base64url')}\n`;
    writeFileSync(join(home, 'state', 'root.key'), key, { mode: 0o600 });
    return serve(home);
  },
  async 'no root key'(t) {
    const home = await usedInstallation(t);
    rmSync(join(home, 'state', 'root.key'));
    return serve(home);
  },
  async 'a root key that others can read'(t) {
    const home = await usedInstallation(t);
    chmodSync(join(home, 'state', 'root.key'), 0o644);
    return serve(home);
  },
  async 'a file where the data directory should be'(t) {
    const home = newHome(t);
    writeFileSync(join(home, 'state', 'data'), '');
    return serve(home);
  },
  // Node ignores SIGXFSZ, so each write past the limit fails as on a full disk.
  'no room for a file': async (t) =>
    run(newHome(t), {}, ['sh', ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath]]),
  'bad YAML': (t) => withYaml(t, 'integrations:\n  stripe:\n    api_key: "half\n'),
  'an unknown key': (t) => withYaml(t, 'integrations:\n  stripe:\n    api_kee: x\n'),
  'a missing variable': (t) => withYaml(t, 'integrations:\n  stripe:\n    api_key: ${STRIPE_KEY}\n'),
  'a port that is none': async (t) => serve(newHome(t), { AGENTPORT_PORT: 'http' }),
  'a public address without encryption': async (t) =>
    serve(newHome(t), { AGENTPORT_PUBLIC_URL: 'http://agents.example.com' }),
  async 'another gateway on the data'(t) {
    const { home } = await openTestGateway(t);
    return serve(home);
  },
  'the port is taken on 127.0.0.1': (t) => onTakenPort(t, '127.0.0.1'),
  'the port is taken on [::1]': (t) => onTakenPort(t, '::1'),
};

async function onTakenPort(t: CleansUp, host: string): Promise<StartEnd> {
  const holder = createServer().listen({ host, port: 0, ipv6Only: true });
  await once(holder, 'listening');
  t.after(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  return serve(newHome(t), { AGENTPORT_PORT: String(port) });
}

async function withYaml(t: CleansUp, yaml: string): Promise<StartEnd> {
  const home = newHome(t);
  writeFileSync(join(home, 'agentport.yaml'), yaml, { mode: 0o600 });
  return serve(home);
}

function newHome(t: CleansUp): string {
  const home = temporaryDirectory(t);
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  return home;
}

/** An installation that was started once and stopped. */
async function usedInstallation(t: CleansUp): Promise<string> {
  const opened = await openTestGateway(t);
  await opened.gateway.close();
  return opened.home;
}

function serve(home: string, env: Readonly<Record<string, string>> = {}): Promise<StartEnd> {
  return run(home, env, [process.execPath, []]);
}

async function run(
  home: string,
  env: Readonly<Record<string, string>>,
  [command, before]: readonly [string, readonly string[]],
): Promise<StartEnd> {
  const started = startProcess({
    command,
    args: [...before, MAIN, 'serve'],
    cwd: home,
    env: { AGENTPORT_DATA_DIR: join(home, 'state', 'data'), AGENTPORT_PORT: '0', ...env },
  });
  const timer = setTimeout(() => void started.killHard(), DEADLINE_MS);
  const { code } = await started.exited;
  clearTimeout(timer);
  return { code, stderr: started.stderr() };
}
