import type { PairingWire } from '@agentport/contract';
import { LOOK_EVERY_S, type WaitingPairing } from '../../pairing/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, personOf, type SomeHandlers } from './handler.ts';
import { requireKnown } from './known-connections.ts';
import { presentMe } from './present-me.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes =
  | 'askPairing'
  | 'collectPairing'
  | 'listPairings'
  | 'lookPairing'
  | 'acceptPairing'
  | 'confirmSignIn'
  | 'refusePairing';

export function pairingHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { pairing } = deps;
  return {
    async askPairing({ body, from }) {
      const asked = await pairing.ask(body.kind, body.name, from.address);
      const page = body.kind === 'agent' ? '/agents' : '/account';
      return {
        id: asked.id,
        code: asked.code,
        secret: asked.secret,
        // never with the code inside: whoever sends this link to a person must not have typed it for them
        url: new URL(page, deps.publicUrl()).href,
        expires_at: rfc3339(asked.expiresAt),
        look_every_s: LOOK_EVERY_S,
      };
    },

    async collectPairing({ params, body, from }) {
      const collected = await pairing.collect(params.id, body.secret, from);
      if (collected.state === 'agent') {
        const { agent, token } = collected.made;
        const { id, name } = agent;
        const expires_at = rfc3339OrNull(agent.tokens.at(-1)?.expiresAt ?? null);
        return { state: 'agent', agent: { id, name, expires_at }, token };
      }
      if (collected.state === 'sign_in') {
        const { signIn } = collected;
        return {
          state: 'sign_in',
          sign_in: { cookie: signIn.token, me: await presentMe(deps, signIn) },
        };
      }
      return { state: collected.state };
    },

    listPairings: async () => ({ items: (await pairing.waiting()).map(present), next: null }),

    lookPairing: async ({ body, who }) => present(await pairing.look(body.code, actorOf(who))),

    async acceptPairing({ body, who, from }) {
      const agent = {
        name: body.name,
        tools: body.tools ?? ('auto' as const),
        connections: requireKnown(deps, body.connections),
        expiresInDays: body.expires_in_days ?? null,
      };
      await pairing.acceptAgent({ code: body.code, agent }, { actor: actorOf(who), from });
      return {};
    },

    async confirmSignIn({ body, who, from }) {
      await pairing.acceptSignIn(body.code, { actor: personOf(who).person.id, from });
      return {};
    },

    async refusePairing({ params, who, from }) {
      await pairing.refuse(params.id, { actor: actorOf(who), from });
      return {};
    },
  };

  function present(row: WaitingPairing): PairingWire {
    return {
      id: row.id,
      kind: row.kind,
      claimed_name: row.claimedName,
      address: row.address,
      created_at: rfc3339(row.createdAt),
      expires_at: rfc3339(row.expiresAt),
    };
  }
}
