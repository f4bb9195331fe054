import { readFileSync } from 'node:fs';
import path from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createBridge } from './bridge.ts';
import { readSettings } from './settings.ts';

/** The process: the only reader of the environment. Nothing but protocol is written to stdout. */

const { version } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as {
  version: string;
};
const settings = readSettings(process.env);
if ('problem' in settings) say(settings.problem);

const bridge = createBridge(settings, version);
const stdio = serveStdio(bridge.serve, { onerror: (error) => say(error.message) });

process.stdin.once('close', end);
process.stdin.once('end', end);
process.once('SIGTERM', end);
process.once('SIGINT', end);

/** Waits are given up and approvals stay: a person may still answer. */
function end(): void {
  const closed = Promise.allSettled([stdio.close(), bridge.close()]);
  const late = new Promise((resolve) => setTimeout(resolve, 2000).unref());
  void Promise.race([closed, late]).then(() => process.exit(0));
}

function say(message: string): void {
  process.stderr.write(`agentport-mcp-server: ${message}\n`);
}
