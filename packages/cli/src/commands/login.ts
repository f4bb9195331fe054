import { hostname } from 'node:os';
import type { Me, PairingAsked, RouteReply } from '@agentport/contract';
import { Command } from 'commander';
import type { Cli, ExitCode } from '../cli.ts';
import { Failure } from '../failure.ts';
import { fields, type Line, styled, time } from '../output/lines.ts';
import { gatewayUrl } from '../settings.ts';
import { askCredentials, type SignInOptions } from '../terminal/credentials.ts';
import { clientThrough } from '../wire/client.ts';
import { openSignIn } from '../wire/person.ts';
import { keptSignIn, withRemote } from '../wire/remote.ts';
import { forgetSignIn, writeSignIn } from '../wire/sign-in-file.ts';

type LoginOptions = SignInOptions & { readonly here?: true };

export function loginCommand(cli: Cli): Command {
  return new Command('login')
    .description('sign in at the gateway of AGENTPORT_URL, so that operator commands work there')
    .option('--here', 'with e-mail, password and code at this terminal, instead of a code for the console')
    .option('--email <email>', 'of your sign-in (with --here)')
    .option('--password-stdin', 'read the password from standard input (with --here)')
    .option('--code <code>', 'of your authenticator app (with --here)')
    .action(
      cli.act(async (options: LoginOptions) => {
        const here = options.here || options.email !== undefined || options.passwordStdin;
        return here ? signInHere(cli, options) : signInByCode(cli);
      }),
    );
}

async function signInHere(cli: Cli, options: SignInOptions): Promise<ExitCode> {
  const { around } = cli;
  const { me, cookie, csrf } = await openSignIn(around, await askCredentials(around, options));
  return keep(cli, me, cookie, csrf);
}

/** RFC 8628, but that the person types the code: a link that carries it could be sent to a victim. */
async function signInByCode(cli: Cli): Promise<ExitCode> {
  const { around, out } = cli;
  const url = gatewayUrl(around);
  const client = clientThrough({ url }, () => ({ origin: url.origin }));
  const asked = await client('askPairing', { body: { kind: 'sign_in', name: `agentport on ${hostname()}` } });
  out.present([
    ...fields([
      ['Open', styled('bold', asked.url)],
      ['Type', styled('bold', asked.code)],
    ]),
    `Under "Sign in a command line". The code counts once, until ${time(asked.expires_at)}.`,
  ]);
  const collected = await untilAnswered(cli, asked, (secret) =>
    client('collectPairing', { params: { id: asked.id }, body: { secret } }),
  );
  if (collected.state === 'refused') throw new Failure('denied', 'The sign-in was refused in the console.');
  if (!collected.sign_in) throw new Failure('not_found', 'The code ran out. Run "agentport login" again.');
  const { cookie, me } = collected.sign_in;
  return keep(cli, me, `${cookieName(url)}=${cookie}`, me.csrf_token);
}

async function untilAnswered(
  { around }: Cli,
  { secret, look_every_s, expires_at }: PairingAsked,
  collect: (secret: string) => Promise<RouteReply<'collectPairing'>>,
): Promise<RouteReply<'collectPairing'>> {
  const looksMax = Math.ceil(600 / look_every_s) + 1;
  for (let look = 0; look < looksMax; look += 1) {
    await around.wait(look_every_s * 1000);
    const collected = await collect(secret);
    if (collected.state !== 'pending') return collected;
  }
  throw new Failure('not_found', `Nobody answered until ${time(expires_at)}. Run "agentport login" again.`);
}

/** As the gateway names it: a `__Host-` cookie exists on https alone. */
function cookieName(url: URL): string {
  return url.protocol === 'https:' ? '__Host-agentport' : 'agentport_sign_in';
}

async function keep({ around, out }: Cli, me: Me, cookie: string, csrf: string): Promise<ExitCode> {
  const url = gatewayUrl(around);
  await writeSignIn(around, url, { url: url.origin, email: me.person.email, cookie, csrf });
  out.show(me.person, () => [
    `Signed in at ${url.origin} as ${me.person.email} (${me.person.role}).`,
    ...(around.env.AGENTPORT_URL
      ? []
      : [`Set AGENTPORT_URL=${url.origin} for the commands that are meant for it.`]),
  ]);
  return 0;
}

export function logoutCommand({ around, out, act }: Cli): Command {
  return new Command('logout').description('end the sign-in of "agentport login"').action(
    act(async () => {
      const url = gatewayUrl(around);
      const kept = await keptSignIn(around);
      if (kept === null) throw new Failure('unauthenticated', `You are not signed in at ${url.origin}.`);
      // forgotten here in any case; a gateway that cannot be reached lets it run out
      const ended = await withRemote(around, kept, ({ client }) => client('signOut')).then(
        () => true,
        () => false,
      );
      await forgetSignIn(around, url);
      out.show({ signed_out: url.origin, ended }, () => [
        ended
          ? `Signed out at ${url.origin}.`
          : `Forgotten here. ${url.origin} could not be told; the sign-in ends there by itself.`,
      ]);
      return 0;
    }),
  );
}

export function whoamiCommand({ around, out, act }: Cli): Command {
  return new Command('whoami').description('who is signed in at the gateway of AGENTPORT_URL').action(
    act(async () => {
      const kept = await keptSignIn(around);
      if (kept === null) {
        throw new Failure('unauthenticated', `Nobody is signed in at ${gatewayUrl(around).origin}.`);
      }
      const me = await withRemote(around, kept, ({ client }) => client('me'));
      out.show({ url: kept.url, person: me.person, step_up_until: me.step_up_until }, () =>
        lines(kept.url, me),
      );
      return 0;
    }),
  );
}

function lines(url: string, { person, step_up_until }: Me): Line[] {
  return fields([
    ['Gateway', url],
    ['Person', styled('bold', person.email)],
    ['Role', person.role],
    [
      'Second factor',
      step_up_until === null ? 'asked for when needed' : `counts until ${time(step_up_until)}`,
    ],
  ]);
}
