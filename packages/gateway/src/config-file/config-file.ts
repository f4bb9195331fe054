import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import type { PolicyVersion } from '../policies/index.ts';
import { type Applied, type ApplyParts, applyDeclared } from './apply.ts';
import { type Declared, declare, sameContent } from './declared.ts';
import { parseConfigFile } from './parse.ts';

/** Editors write a file in several steps; a reload waits until it has been quiet for this long, ms. */
const QUIET_MS = 150;

export interface ConfigFileOptions extends ApplyParts {
  readonly path: string;
  /** the file is authoritative: loosenings need no person */
  readonly trusted: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** agentport.yaml: read at start, watched, never able to loosen anything by itself. */
export interface ConfigFile {
  /** Reads and applies the file. A missing file says nothing. @throws {Fault} when it cannot be read or applied */
  load(): Promise<Applied>;
  /** Applies later edits; an invalid one keeps the running policy and is logged. */
  watch(): void;
  /** A person activates a waiting version: only if the file still says the same. */
  activate(number: number, actor: string): Promise<PolicyVersion>;
  approveWithinMs(): number;
  executeWithinMs(): number;
  close(): void;
}

const DEFAULTS = { approveWithinMs: 30 * 60_000, executeWithinMs: 5 * 60_000 };

export function createConfigFile(options: ConfigFileOptions): ConfigFile {
  const name = path.basename(options.path);
  let declared: Declared | null = null;
  let stopWatching: () => void = () => undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work, work);
    queue = next.catch(() => undefined);
    return next;
  };
  const load = async (): Promise<Applied> => {
    const next = await readDeclared(options.path, name);
    if (next === null) return { waiting: [] };
    const firstStart = options.policies.version() === 0;
    const applied = await applyDeclared(
      options,
      next,
      options.path,
      options.trusted || firstStart ? 'whole' : 'guarded',
    );
    declared = next;
    return applied;
  };
  const reload = () => {
    inOrder(load).then(
      ({ waiting }) =>
        options.logger.info({ file: name, waiting: waiting.length }, 'configuration read again'),
      (error: unknown) =>
        options.logger.error(
          { file: name, error: messageOf(error) },
          'configuration kept as it was: the edit is invalid',
        ),
    );
  };

  return {
    load: () => inOrder(load),
    watch() {
      let cancel: () => void = () => undefined;
      const watcher = watch(path.dirname(options.path), (_, changed) => {
        if (changed !== name && changed !== '.env') return;
        cancel();
        cancel = options.clock.after(QUIET_MS, reload);
      });
      watcher.on('error', (error) =>
        options.logger.warn({ error: messageOf(error) }, 'edits are not noticed'),
      );
      watcher.unref();
      stopWatching = () => {
        cancel();
        watcher.close();
      };
    },
    activate: (number, actor) =>
      inOrder(async () => {
        const waiting = await options.policies.pending();
        const now = await readDeclared(options.path, name);
        if (waiting?.number !== number || now === null || !sameContent(now.content, waiting.content)) {
          throw new Fault(
            'action_changed',
            `${name} does not say any more what version ${number} holds. Look at what waits now and decide again.`,
          );
        }
        const activated = await options.policies.activate(number, actor);
        await applyDeclared(options, now, options.path, 'whole');
        declared = now;
        return activated;
      }),
    approveWithinMs: () => declared?.approveWithinMs ?? DEFAULTS.approveWithinMs,
    executeWithinMs: () => declared?.executeWithinMs ?? DEFAULTS.executeWithinMs,
    close: () => stopWatching(),
  };
}

async function readDeclared(file: string, name: string): Promise<Declared | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Fault('config_invalid', `${name} cannot be read. Check its owner and permissions.`, {
      cause: error,
    });
  }
  return declare(parseConfigFile(text, name), name);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}

/**
 * Reads the file without applying it.
 * @returns a sentence about it, null when there is none
 * @throws {Fault} `config_invalid`
 */
export async function checkConfigFile(file: string): Promise<string | null> {
  const declared = await readDeclared(file, path.basename(file));
  if (!declared) return null;
  const { tiers, rules } = declared.content.policy;
  return `${path.basename(file)}: ${declared.blocks.length} connections, ${tiers.length} tiers, ${rules.length} rules`;
}
