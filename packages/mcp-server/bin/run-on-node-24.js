// Plain JavaScript in old syntax: this file must be readable by the oldest Node that npm brings along.
// The stdio bridge is published by itself and carries the same file; a test keeps the two equal.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MAJOR_MIN = 24;

/**
 * Runs `../src/main.ts` (or the built `../dist/main.js`) of the launcher's package, on this Node when it is new enough,
 * else on the one that came with the installation.
 * @param {string} launcherUrl
 */
export async function runOnNode24(launcherUrl) {
  const launcher = fileURLToPath(launcherUrl);
  const plan = planFor(process.versions.node, () => findBundledNode(launcherUrl));
  if (plan.kind === 'refuse') {
    process.stderr.write(`${plan.message}\n`);
    process.exitCode = 1;
  } else if (plan.kind === 'spawn') {
    await runAgain(plan.node, launcher);
  } else {
    const root = path.dirname(path.dirname(launcher));
    module.enableCompileCache(path.join(root, 'node_modules', '.cache', 'compiled')); // a second start takes half the time
    await import(entryOf(root));
  }
}

/**
 * @param {string} version of the Node that runs now
 * @param {() => string | null} findNode looks for a newer one
 * @returns {{ kind: 'import' } | { kind: 'spawn', node: string } | { kind: 'refuse', message: string }}
 */
export function planFor(version, findNode) {
  if (Number(version.split('.')[0]) >= NODE_MAJOR_MIN) return { kind: 'import' };
  const node = findNode();
  if (node !== null) return { kind: 'spawn', node };
  const message =
    `AgentPort needs Node ${NODE_MAJOR_MIN} or newer; this is Node ${version}. ` +
    `Install Node ${NODE_MAJOR_MIN} from nodejs.org, or run "npm ci" in the AgentPort folder ` +
    '(on Linux it brings Node along). [node_too_old]';
  return { kind: 'refuse', message };
}

/**
 * The package `node-<platform>-<arch>` holds the plain executable and has no install script.
 * @param {string} launcherUrl
 */
function findBundledNode(launcherUrl) {
  try {
    const name = `node-${process.platform}-${process.arch}`;
    const node = path.join(
      path.dirname(createRequire(launcherUrl).resolve(`${name}/package.json`)),
      'bin',
      'node',
    );
    return existsSync(node) ? node : null;
  } catch {
    return null;
  }
}

/** @param {string} root of the package */
function entryOf(root) {
  const source = path.join(root, 'src', 'main.ts');
  const entry = existsSync(source) ? source : path.join(root, 'dist', 'main.js');
  return pathToFileURL(entry).href;
}

/**
 * @param {string} node
 * @param {string} launcher
 * @returns {Promise<void>}
 */
function runAgain(node, launcher) {
  return new Promise((resolve) => {
    const child = spawn(node, [launcher].concat(process.argv.slice(2)), { stdio: 'inherit' });
    const stop = forwardSignals((signal) => child.kill(signal));
    child.on('error', (error) => {
      process.stderr.write(`${node} cannot be started: ${error.message} [node_too_old]\n`);
      process.exitCode = 1;
      stop();
      resolve();
    });
    child.on('exit', (code, signal) => {
      stop();
      process.exitCode = signal === null ? (code === null ? 1 : code) : 128 + constants.signals[signal];
      resolve();
    });
  });
}

/**
 * A terminal sends Ctrl-C to both processes: handing it on as well would be the second one, which kills.
 * @param {(signal: NodeJS.Signals) => void} hand
 */
function forwardSignals(hand) {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const interrupt = () => {
    if (!atTerminal) hand('SIGINT');
  };
  const terminate = () => hand('SIGTERM');
  const hangUp = () => hand('SIGHUP');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  process.on('SIGHUP', hangUp);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
    process.off('SIGHUP', hangUp);
  };
}
