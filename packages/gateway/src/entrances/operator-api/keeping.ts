import type { VaultStatusWire } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { Secret } from '../../kernel/secret.ts';
import type { EraseWhat } from '../../retention/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { rfc3339 } from './time.ts';

type Routes = 'eraseContent' | 'vaultStatus' | 'rotateKeys' | 'rotateRoot' | 'unsealVault';

/** Keys, and what is kept. */
export function keepingHandlers({ keys, retention, agents, org }: OperatorApiDeps): SomeHandlers<Routes> {
  const status = async () => present(await keys.status());
  return {
    async eraseContent({ body, who }) {
      const { reason, ...selectors } = body;
      const what = selected(selectors);
      const agent = 'agent' in what ? await agents.find(org, what.agent) : null;
      if ('agent' in what && agent === null)
        throw new Fault('not_found', 'There is no agent of this name or id.');
      return retention.erase(agent ? { agent: agent.id } : what, { actor: actorOf(who), reason });
    },

    vaultStatus: status,

    async rotateKeys({ who }) {
      await keys.rotateKeys(actorOf(who));
      return status();
    },

    async rotateRoot({ body, who }) {
      const { to, passphrase } = body;
      if ((to === 'passphrase') !== (passphrase !== undefined)) {
        throw new Fault('invalid_request', 'A passphrase is given with "to": "passphrase", and only then.');
      }
      const secret = passphrase === undefined ? null : new Secret(passphrase);
      try {
        await keys.rotateRoot({ passphrase: secret }, actorOf(who));
      } finally {
        secret?.wipe();
      }
      return status();
    },

    async unsealVault() {
      throw new Fault('invalid_request', 'The vault is open. There is nothing to unseal.');
    },
  };
}

type Selectors = { readonly [K in 'call' | 'agent' | 'day' | 'before']?: string | undefined };

function selected({ call, agent, day, before }: Selectors): EraseWhat {
  const given: EraseWhat[] = [
    ...(call === undefined ? [] : [{ call }]),
    ...(agent === undefined ? [] : [{ agent }]),
    ...(day === undefined ? [] : [{ day }]),
    ...(before === undefined ? [] : [{ before }]),
  ];
  const [what, ...others] = given;
  if (what !== undefined && others.length === 0) return what;
  throw new Fault(
    'invalid_request',
    'Name one of call, agent, day or before: what is erased cannot be brought back.',
  );
}

function present({
  keys,
  ...status
}: Awaited<ReturnType<OperatorApiDeps['keys']['status']>>): VaultStatusWire {
  return {
    ...status,
    keys: keys.map(({ createdAt, ...key }) => ({ ...key, created_at: rfc3339(createdAt) })),
  };
}
