import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createBridge } from './bridge.ts';
import { createPairing, type Pairing } from './pairing.ts';
import { readSettings, type Settings } from './settings.ts';
import { tokenFile } from './token-file.ts';

/** The process: the only reader of the environment. Nothing but protocol is written to stdout. */

const { version } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as {
  version: string;
};
const settings = readSettings(process.env);
if ('problem' in settings) say(settings.problem);

const bridge = createBridge(settings, version, 'problem' in settings ? null : await pairingOf(settings));
const stdio = serveStdio(bridge.serve, { onerror: (error) => say(error.message) });

process.stdin.once('close', end);
process.stdin.once('end', end);
process.once('SIGTERM', end);
process.once('SIGINT', end);

/** Null when the environment brought a token: then nothing is kept and nothing is asked for. */
async function pairingOf(settings: Settings): Promise<Pairing | null> {
  if (settings.token !== null) return null;
  const { origin } = settings.endpoint;
  const file = tokenFile(settings.configDir, origin, settings.profile);
  const known = await file.read();
  if (known === null) say('There is no AGENTPORT_TOKEN. The tool "connect" shows a code for a person.');
  const wait = (ms: number, signal: AbortSignal) =>
    sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  return createPairing({ origin, file, known, fetch, wait });
}

/** Waits are given up and approvals stay: a person may still answer. */
function end(): void {
  const closed = Promise.allSettled([stdio.close(), bridge.close()]);
  const late = new Promise((resolve) => setTimeout(resolve, 2000).unref());
  void Promise.race([closed, late]).then(() => process.exit(0));
}

function say(message: string): void {
  process.stderr.write(`agentport-mcp-server: ${message}\n`);
}
