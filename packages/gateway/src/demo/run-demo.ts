import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@agentport/sandbox';
import type { Config } from '../config.ts';
import { ORG } from '../gateway.ts';
import type { Ports } from '../ports.ts';
import { type Running, startGateway } from '../serving/index.ts';
import { runAgent } from './agent.ts';
import { approveAll, createDemoOperator, type DemoOperator, showCodes } from './operator.ts';
import { printTrail, reportOf } from './report.ts';

export interface DemoOptions {
  readonly config: Config;
  readonly ports: Ports;
  readonly consoleDist: string;
  /** a demo operator answers by itself, over the operator API */
  readonly autoApprove: boolean;
  /** file for the report, as JSON */
  readonly report: string | null;
  readonly print: (line: string) => void;
  readonly untilStopped: () => Promise<void>;
}

/**
 * The whole story on one machine: sandbox services, a gateway in front of them, and a scripted agent that works through
 * it by MCP. It lists customers (allowed), refunds a charge (asked) and tries to delete a customer (denied).
 * @returns exit code: 0 when everything ended as it should
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const config = await demoConfig(options.config);
  const sandbox = await startSandbox({
    stripe: { key: DEMO_STRIPE_KEY },
    recorderLog: path.join(path.dirname(config.dataDir), 'sandbox.jsonl'),
  });
  try {
    await writeFile(config.configFile, demoConfigFile(sandbox), { mode: 0o600 });
    // the demo has a root key of its own, whatever the environment holds
    const { keySource: _, ...ports } = options.ports;
    const running = await startGateway(config, ports, options.consoleDist);
    try {
      return await play(options, running, sandbox);
    } finally {
      await running.close();
    }
  } finally {
    await sandbox.close();
  }
}

/** Plainly not a real key; the sandbox accepts only this one. */
const DEMO_STRIPE_KEY = 'sk_test_demo_0000000000000000';

async function play(options: DemoOptions, running: Running, sandbox: Sandbox): Promise<number> {
  const { print } = options;
  print(`AgentPort demo at ${running.url}`);
  print(`Sandbox Stripe at ${sandbox.stripe.url}, sandbox data only\n`);
  const operator = await createDemoOperator(running);
  const created = await running.gateway.agents.create({
    org: ORG,
    name: 'demo-agent',
    tools: 'auto',
    expiresInDays: 1,
    actor: 'system:demo',
  });
  const answering = options.autoApprove
    ? approveAll(running, operator, print)
    : await invite(running, operator, print);
  const steps = await runAgent({ url: running.url, token: created.token, print });
  answering.stop();
  const report = await reportOf(running, sandbox, steps);
  printTrail(report, print);
  if (options.report) {
    await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
    print(`Report written to ${options.report}`);
  }
  print('Check the log yourself, once the demo has ended: npx agentport audit verify');
  if (!options.autoApprove) {
    print(`\nLook around at ${running.url} · Ctrl-C ends the demo`);
    await options.untilStopped();
  }
  return report.ok ? 0 : 1;
}

async function invite(
  running: Running,
  operator: DemoOperator,
  print: (line: string) => void,
): Promise<{ stop(): void }> {
  print(`You approve. Sign in at ${running.url}/sign-in`);
  print(`  e-mail   ${operator.email}`);
  print(`  password ${operator.password}\n`);
  return showCodes(running, operator, print);
}

/** A folder of the demo's own, made anew, unless a data directory was named. */
async function demoConfig(config: Config): Promise<Config> {
  const isDefault = config.dataDir.endsWith(path.join('.agentport', 'data'));
  const home = isDefault ? path.join(path.dirname(config.dataDir), 'demo') : path.dirname(config.dataDir);
  if (isDefault) await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (!isDefault) {
    const rootKeyFile = config.rootKeyFile ?? path.join(home, 'root.key');
    return { ...config, rootKeyFile, configFile: path.join(home, 'agentport-demo.yaml'), trustConfig: true };
  }
  return {
    ...config,
    dataDir: path.join(home, 'data'),
    rootKeyFile: path.join(home, 'root.key'),
    configFile: path.join(home, 'agentport.yaml'),
    witnessFile: null,
    trustConfig: true,
  };
}

function demoConfigFile(sandbox: Sandbox): string {
  return `# Written by the demo. The real one has api_key: \${STRIPE_API_KEY} and no base_url.
integrations:
  stripe:
    api_key: ${DEMO_STRIPE_KEY}
    base_url: ${sandbox.stripe.url}
    permissions:
      list_customers: auto_approve
      get_customer: auto_approve
      list_charges: auto_approve
      create_refund: ask_approve
      delete_customer: deny
`;
}
