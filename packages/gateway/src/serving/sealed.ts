import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { ROUTES } from '@agentport/contract';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { createServer } from '../entrances/server.ts';
import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import type { Ports } from '../ports.ts';
import type { KeySource } from '../vault/index.ts';
import { listenEverywhere } from './listen.ts';
import { readTls } from './tls.ts';

/** After each wrong passphrase the next one waits twice as long, ms. Stretching alone takes a good part of a second. */
const WAIT_FIRST_MS = 1_000;
const WAIT_MAX_MS = 60_000;

const SEALED =
  'This gateway is sealed: nothing is done before a person gives its passphrase (agentport unseal).';

/** How a start waits for a person who knows the passphrase. */
export interface WhileSealed {
  /** ends the wait, and the start with it */
  readonly stopped: Promise<unknown>;
  /** told once it listens */
  readonly tell: (line: string) => void;
}

/** What became of the wait for a passphrase. */
export interface Unsealed {
  readonly opened: boolean;
  /** passphrases that were wrong */
  readonly refused: number;
}

/**
 * Listens without its vault: everybody is told so, and the control socket takes the passphrase. Nothing of the database
 * is open meanwhile.
 */
export async function waitForPassphrase(
  config: Config,
  ports: Ports,
  source: KeySource,
  { stopped, tell }: WhileSealed,
): Promise<Unsealed> {
  const wait = Promise.withResolvers<boolean>();
  const attempts = createAttempts(ports, source, () => wait.resolve(true));
  const tls = config.tls && readTls(config.tls, config.publicUrl, ports.clock.now());
  const scheme = tls ? 'https' : 'http';
  const url = config.publicUrl ?? `${scheme}://localhost:${config.port}`;
  const door = (kind: 'network' | 'socket') => {
    const app = createServer({
      door: kind,
      publicUrl: () => url,
      logger: ports.logger,
      random: ports.random,
      tls: kind === 'network' ? tls : null,
    });
    answerSealed(app, kind === 'socket' ? attempts.take : null);
    return app;
  };
  const network = await listenEverywhere(door('network'), config.hosts, config.port, tls);
  const socketPath = path.join(config.dataDir, 'control.sock');
  const socket = door('socket');
  try {
    await rm(socketPath, { force: true });
    await socket.listen({ path: socketPath });
    await chmod(socketPath, 0o600);
    tell(
      `AgentPort waits at ${scheme}://localhost:${network.port}, sealed. Open it with its passphrase: npx agentport unseal`,
    );
    void stopped.then(() => wait.resolve(false));
    return { opened: await wait.promise, refused: attempts.refused() };
  } finally {
    await Promise.all([network.close(), socket.close()]);
    await rm(socketPath, { force: true });
  }
}

type Take = (passphrase: string) => Promise<void>;

/** @param take null where no passphrase is taken: it would travel over the network */
function answerSealed(app: FastifyInstance, take: Take | null): void {
  const { health, ready, unsealVault } = ROUTES;
  app.get(health.path, async () => ({ status: 'sealed' }));
  app.get(ready.path, async (_, reply) => reply.code(503).send({ status: 'sealed' }));
  if (take) {
    app.post(unsealVault.path, async (request) => {
      const body = unsealVault.body.safeParse(request.body);
      if (!body.success) throw new Fault('invalid_request', 'The body must be {"passphrase": "…"}.');
      await take(body.data.passphrase);
      return { status: 'unsealed' };
    });
  }
  const answered: ReadonlySet<string | undefined> = new Set(
    [health, ready, unsealVault].map((route) => route.path),
  );
  app.addHook('onRequest', async (request) => {
    if (!answered.has(request.routeOptions.url)) throw new Fault('sealed', SEALED);
  });
}

/** One passphrase at a time, and after a wrong one a wait. */
function createAttempts({ clock }: Ports, source: KeySource, onOpen: () => void) {
  let refused = 0;
  let nextAt = 0;
  let busy = false;
  const take: Take = async (text) => {
    const left = busy ? WAIT_FIRST_MS : nextAt - clock.now();
    if (left > 0) {
      const seconds = Math.ceil(left / 1_000);
      throw new Fault('too_many_attempts', `Wait ${seconds} s before the next passphrase.`, {
        details: { retry_after_s: seconds },
      });
    }
    busy = true;
    const passphrase = new Secret(text);
    try {
      await source.unseal?.(passphrase);
      setImmediate(onOpen); // the answer leaves before the doors close
    } catch (error) {
      refused += 1;
      nextAt = clock.now() + Math.min(WAIT_FIRST_MS * 2 ** (refused - 1), WAIT_MAX_MS);
      throw error;
    } finally {
      passphrase.wipe();
      busy = false;
    }
  };
  return { take, refused: () => refused };
}
