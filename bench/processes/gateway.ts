import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import { serve, startedWith } from '../harness/serve.ts';
import { growLog } from './gateway-activity.ts';
import { installRules, loadApprovals, loadEntries } from './gateway-history.ts';
import { signInPerson } from './gateway-person.ts';
import { addDecided, multiplyQuestion } from './gateway-questions.ts';

/** A whole gateway, as `agentport serve` runs it, with the bench's integration and a configuration of the bench. */

interface Options {
  readonly home: string;
  readonly yaml: string;
  readonly databaseUrl: string | null;
  /** the same for all gateways of one database; null for a key of its own */
  readonly rootKeyFile: string | null;
}

const REPOSITORY = path.join(import.meta.dirname, '..', '..');
const KEY = 'bench-key-that-opens-nothing';

const { home, yaml, databaseUrl, rootKeyFile } = startedWith<Options>();
mkdirSync(path.join(home, 'state'), { recursive: true, mode: 0o700 });
writeFileSync(path.join(home, 'agentport.yaml'), yaml, { mode: 0o600 });
const config = readConfig(
  {
    AGENTPORT_HOST: '127.0.0.1',
    AGENTPORT_PORT: '0',
    AGENTPORT_DATA_DIR: path.join(home, 'state', 'data'),
    AGENTPORT_LOG_LEVEL: 'error',
    AGENTPORT_TRUST_CONFIG: '1',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    ...(rootKeyFile === null ? {} : { AGENTPORT_ROOT_KEY_FILE: rootKeyFile }),
  },
  home,
  { demo: false },
);
const running = await startGateway(
  config,
  {
    clock: systemClock,
    random: systemRandom,
    logger: createLogger('error'),
    secrets: { takeVariable: (name) => (name === 'BENCH_KEY' ? KEY : null) },
    integrationsDir: path.join(import.meta.dirname, '..', 'integrations'),
  },
  path.join(REPOSITORY, 'packages', 'console', 'dist'),
);
const { token } = await running.gateway.agents.create({
  org: ORG,
  name: `bench-${process.pid}`,
  tools: 'auto',
  expiresInDays: null,
  actor: 'local-administrator',
});

const delay = monitorEventLoopDelay({ resolution: 1 });

type Message =
  | { readonly do: 'rss' }
  | { readonly do: 'watch' }
  | { readonly do: 'delay' }
  | { readonly do: 'cpu' }
  | { readonly do: 'person' }
  | {
      readonly do: 'rules' | 'approvals' | 'entries' | 'log' | 'questions' | 'decided';
      readonly count: number;
    };

serve({ url: running.url, token }, async (message: Message) => {
  switch (message.do) {
    case 'rss':
      return { mib: process.memoryUsage().rss / 2 ** 20 };
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return { ms: (user + system) / 1000 };
    }
    case 'person':
      return { cookie: await signInPerson(running) };
    case 'watch':
      delay.reset();
      delay.enable();
      return {};
    case 'delay':
      delay.disable();
      return { p99: delay.percentile(99) / 1e6 };
    case 'rules':
      await installRules(running.gateway, message.count);
      return {};
    case 'approvals':
      await loadApprovals(running.gateway, message.count);
      return {};
    case 'log':
      await growLog(running.gateway, message.count);
      return {};
    case 'questions':
      await multiplyQuestion(running.gateway, message.count);
      return {};
    case 'decided':
      await addDecided(running.gateway, message.count);
      return {};
    case 'entries':
      await loadEntries(running.gateway, message.count);
      return {};
  }
});
