import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { type Gateway, openGateway } from '../../packages/gateway/src/gateway.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { type TestClock, testClock } from '../../packages/gateway/src/storage/testing.ts';
import { type CleansUp, temporaryDirectory } from './temp.ts';

const INTEGRATIONS = fileURLToPath(new URL('../../integrations', import.meta.url));

/** Every room of a gateway on a real database, with nothing listening, and the files around it. */
export interface OpenedGateway {
  readonly home: string;
  readonly clock: TestClock;
  readonly gateway: Gateway;
  /** writes a file beside agentport.yaml, private */
  write(name: string, text: string): void;
  path(name: string): string;
  /** closes and opens the same installation, and reads the configuration as a start does */
  restart(): Promise<OpenedGateway>;
}

export interface OpenOptions {
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens a new installation and loads its agentport.yaml, as the first start does. */
export async function openTestGateway(t: CleansUp, options: OpenOptions = {}): Promise<OpenedGateway> {
  const home = temporaryDirectory(t);
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const files = { ...options.files, ...(options.yaml ? { 'agentport.yaml': options.yaml } : {}) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text, { mode: 0o600 });
  const clock = testClock(Date.UTC(2027, 0, 15, 12));
  const env = {
    AGENTPORT_DATA_DIR: join(home, 'state', 'data'),
    AGENTPORT_CONFIG: join(home, 'agentport.yaml'),
    ...options.env,
  };
  const open = async (): Promise<Gateway> => {
    const config = readConfig(env, home, { demo: false });
    const ports = {
      clock,
      random: systemRandom,
      logger: createLogger('silent'),
      secrets: { takeVariable: (name: string) => options.env?.[name] ?? null },
      integrationsDir: INTEGRATIONS,
    };
    const gateway = await openGateway(config, ports, () => 'http://localhost:3000');
    await gateway.configFile.load().catch(async (error: unknown) => {
      await gateway.close();
      throw error;
    });
    return gateway;
  };
  const now = { gateway: await open() };
  t.after(() => void now.gateway.close().catch(() => undefined));
  const opened = (): OpenedGateway => ({
    home,
    clock,
    gateway: now.gateway,
    write: (name, text) => writeFileSync(join(home, name), text, { mode: 0o600 }),
    path: (name) => join(home, name),
    async restart() {
      await now.gateway.close();
      now.gateway = await open();
      return opened();
    },
  });
  return opened();
}
