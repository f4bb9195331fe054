import type { TokenFile } from './token-file.ts';

/** How a bridge without a token gets one: a code for a person, a secret for itself. */
export interface Pairing {
  /** the token once there is one */
  token(): string | null;
  /**
   * Shows the code; asked again while a person has not answered, it waits for the answer.
   * @param clientName what the client calls itself; a person sees it as unverified
   */
  connect(clientName: string, signal: AbortSignal): Promise<string>;
  /** told once when a token has come */
  onToken(listener: () => void): void;
  close(): void;
}

export interface PairingOptions {
  readonly origin: string;
  readonly file: TokenFile;
  /** a token from the environment or from the file */
  readonly known: string | null;
  readonly fetch: typeof fetch;
  /** resolves after `ms`, at once when the signal aborts */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

interface Asked {
  readonly id: string;
  readonly code: string;
  readonly secret: string;
  readonly url: string;
  readonly expires_at: string;
  readonly look_every_s: number;
}

const WAIT_MS = 40_000;
const LOOKS_MAX = 400;
const ASK_TIMEOUT_MS = 15_000;

export function createPairing(options: PairingOptions): Pairing {
  let token = options.known;
  let waiting: { asked: Asked; ended: Promise<string> } | null = null;
  const closed = new AbortController();
  const listeners: (() => void)[] = [];

  const post = async (path: string, body: object): Promise<{ status: number; body: unknown }> => {
    const response = await options.fetch(new URL(path, options.origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([closed.signal, AbortSignal.timeout(ASK_TIMEOUT_MS)]),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };

  /** Looks until a person has answered or the code has run out; a gateway that is away for a moment is asked again. */
  const untilAnswered = async (asked: Asked): Promise<string> => {
    for (let look = 0; look < LOOKS_MAX && !closed.signal.aborted; look += 1) {
      await options.wait(asked.look_every_s * 1000, closed.signal);
      const answer = await post(`/v1/pairings/${asked.id}/collect`, { secret: asked.secret }).catch(
        () => null,
      );
      if (answer === null || answer.status === 429 || answer.status >= 500) continue;
      if (answer.status !== 200) return RUN_OUT;
      const got = answer.body as { state?: string; token?: string; agent?: { name?: string } };
      if (got.state === 'refused')
        return 'A person refused it. Nothing was given; ask them before you try again.';
      if (got.state === 'agent' && typeof got.token === 'string')
        return keep(got.token, got.agent?.name ?? 'agent');
    }
    return RUN_OUT;
  };

  const keep = async (given: string, name: string): Promise<string> => {
    token = given;
    const kept = await options.file.write({ token: given, agent: name }).then(
      () => '',
      (error: NodeJS.ErrnoException) =>
        ` It could not be kept in ${options.file.path} (${error.code ?? 'failed'}), so it lasts until this program ends.`,
    );
    for (const listener of listeners.splice(0)) listener();
    return `Connected: you are the agent "${name}". List the tools again to see what you may ask for.${kept}`;
  };

  const ask = async (clientName: string): Promise<string> => {
    const answer = await post('/v1/pairings', { kind: 'agent', name: clientName.slice(0, 200) });
    if (answer.status !== 201) {
      const { error } = answer.body as { error?: { message?: string } };
      return `The gateway gave no code: ${error?.message ?? `it answered ${answer.status}`}`;
    }
    const asked = answer.body as Asked;
    const ended = untilAnswered(asked).finally(() => {
      waiting = null;
    });
    waiting = { asked, ended };
    return codeText(asked);
  };

  return {
    token: () => token,
    async connect(clientName, signal) {
      if (token !== null) return 'This is connected already. List the tools again to see them.';
      if (waiting === null) return ask(clientName);
      const { asked, ended } = waiting;
      const enough = new AbortController();
      const late = options.wait(WAIT_MS, AbortSignal.any([signal, enough.signal])).then(() => null);
      const answer = await Promise.race([ended, late]);
      enough.abort();
      return answer ?? `No answer yet. ${codeText(asked)}`;
    },
    onToken: (listener) => void listeners.push(listener),
    close: () => closed.abort(),
  };
}

const RUN_OUT = 'The code ran out before a person answered. Call connect again for a new one.';

function codeText({ code, url, expires_at }: Asked): string {
  return [
    `Tell the person you work for: open ${url} and type the code ${code} there, or run "agentport agents pair ${code}" beside the gateway.`,
    `They choose the name and what you may ask for. The code counts once and until ${expires_at}.`,
    'Then call connect again: it waits for the answer.',
  ].join('\n');
}
