import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Audit } from '../audit/index.ts';
import type { Connection } from '../connections/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import { DEFAULT_LIMITS } from '../limits/index.ts';
import { DEFAULT_TIMES, type PolicyVersion } from '../policies/index.ts';
import { DEFAULT_RETENTION } from '../retention/index.ts';
import type { Database } from '../storage/database.ts';
import {
  ACTOR,
  type Applied,
  type ApplyParts,
  adoptable,
  applyActivated,
  applyGuarded,
  applyWhole,
  forgetRemoved,
  type Prepared,
  prepare,
} from './apply.ts';
import { type Declared, declare, sameContent } from './declared.ts';
import { parseConfigFile } from './parse.ts';

/** Editors write a file in several steps; a reload waits until it has been quiet for this long, ms. */
const QUIET_MS = 150;

/** How soon a gateway takes over from one that is gone, beyond its lease, ms. */
const TURN_MS = 5_000;

export interface ConfigFileOptions extends ApplyParts {
  readonly path: string;
  /** the file is authoritative: loosenings need no person */
  readonly trusted: boolean;
  /**
   * Whether this gateway is the one that applies its file. Of several on one database one does, until it is gone, so
   * that two different files never undo each other's changes in turn.
   */
  readonly isMine: () => Promise<boolean>;
  readonly db: Database;
  readonly audit: Audit;
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
  /**
   * A person moves a connection between the file and the console. Given to the file it is the file's at once; what the
   * block would loosen waits as ever. Taken from the file, its block must go: until then the file is refused.
   * @throws {Fault} before anything is moved: `invalid_request` when the file has no block of this name,
   * `config_invalid`, `config_missing_variable`, `connection_disabled`
   */
  adopt(connection: string, owner: Connection['owner'], actor: string): Promise<Connection>;
  /** Runs work between two loads, so that neither overwrites what the other changes. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Reads the file once more from within such work; an invalid one keeps the running policy and is logged. */
  reread(): Promise<void>;
  /** how long a person may take, ms */
  approveWithinMs(): number;
  /** how long an approved call may wait for the gateway, ms */
  executeWithinMs(): number;
  close(): void;
}

export function createConfigFile(options: ConfigFileOptions): ConfigFile {
  const name = path.basename(options.path);
  /** an invalid file is recorded once, however often it is saved */
  let lastRefused: string | null = null;
  let stopWatching: () => void = () => undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work, work);
    queue = next.catch(() => undefined);
    return next;
  };
  const read = async (): Promise<Prepared | null> => {
    const declared = await readDeclared(options.path, name);
    return declared && prepare(options, declared, options.path);
  };
  let mine = true;
  const load = async (): Promise<Applied> => {
    mine = await options.isMine();
    if (!mine) {
      options.logger.info({ file: name }, 'another gateway applies its agentport.yaml; this one follows');
      return { waiting: [] };
    }
    await forgetRemoved(options, options.clock.now());
    const prepared = await read();
    const firstStart = options.policies.version() === 0;
    if (prepared === null) {
      // so that a file which turns up later is an edit like any other, and not taken whole
      if (firstStart) await installEmpty(options);
      return { waiting: [] };
    }
    if (!options.trusted && !firstStart) return applyGuarded(options, prepared);
    await applyWhole(options, prepared);
    return { waiting: [] };
  };
  const refused = async (error: unknown): Promise<void> => {
    const what = messageOf(error);
    options.logger.error({ file: name, error: what }, 'configuration kept as it was: the edit is invalid');
    if (!(error instanceof Fault) || what === lastRefused) return;
    lastRefused = what;
    await recordRefused(options, name, error);
  };
  const accepted = ({ waiting }: Applied): void => {
    lastRefused = null;
    options.logger.info({ file: name, waiting: waiting.length }, 'configuration read again');
  };
  const reload = () => {
    inOrder(() => load().then(accepted, refused)).catch((error: unknown) =>
      options.logger.error({ file: name, error: messageOf(error) }, 'an edit could not be recorded'),
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
      let cancelTurn: () => void = () => undefined;
      const awaitTurn = () => {
        cancelTurn = options.clock.after(TURN_MS, () => {
          if (!mine) options.isMine().then((now) => (now ? reload() : undefined), refused);
          awaitTurn();
        });
      };
      if (options.db.signals !== null) awaitTurn();
      stopWatching = () => {
        cancel();
        cancelTurn();
        watcher.close();
      };
    },
    activate: (number, actor) =>
      inOrder(async () => {
        const waiting = await options.policies.pending();
        const now = await read();
        if (waiting?.number !== number || !now || !sameContent(now.declared.content, waiting.content)) {
          throw new Fault(
            'action_changed',
            `${name} does not say any more what version ${number} holds. Look at what waits now and decide again.`,
          );
        }
        return applyActivated(options, now, number, actor);
      }),
    adopt: (connection, owner, actor) =>
      inOrder(async () => {
        const { connections, org } = options;
        const known = connections.find(org, connection);
        if (known?.owner === owner) return known;
        const block =
          owner === 'file'
            ? await adoptable(options, await readDeclared(options.path, name), connection, options.path)
            : null;
        const source = block?.source ?? null;
        const adopted = await connections.adopt(org, connection, { owner, source }, actor);
        // a file that cannot be applied for another of its blocks keeps the running policy, as after any other edit
        if (owner === 'file') await load().then(accepted, refused);
        return connections.find(org, connection) ?? adopted;
      }),
    inOrder,
    reread: () => load().then(accepted, refused),
    approveWithinMs: () => options.policies.active().times.approve_within,
    executeWithinMs: () => options.policies.active().times.execute_within,
    close: () => stopWatching(),
  };
}

async function recordRefused(
  { db, audit, org }: ConfigFileOptions,
  name: string,
  fault: Fault,
): Promise<void> {
  const details = { file: name, problem: fault.code };
  await db.unit((tx) => audit.append(tx, { kind: 'config.refused', actor: ACTOR, org, details }));
}

async function installEmpty({ policies, path: source }: ConfigFileOptions): Promise<void> {
  const content = {
    policy: { v: 1 as const, tiers: [], rules: [] },
    connections: [],
    times: DEFAULT_TIMES,
    limits: DEFAULT_LIMITS,
    retention: DEFAULT_RETENTION,
  };
  await policies.install({ content, source, changes: [], status: 'active', actor: ACTOR });
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
