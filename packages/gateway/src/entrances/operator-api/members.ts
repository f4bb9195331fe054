import type { MemberWire, SignInWire } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { mapPage } from '../../kernel/page.ts';
import type { PersonView, SignInView } from '../../operators/index.ts';
import { clearCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, personOf, type SomeHandlers, type Visit, type Who } from './handler.ts';
import { pageAsked } from './page.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes =
  | 'listPeople'
  | 'changeRole'
  | 'suspendPerson'
  | 'restorePerson'
  | 'removePerson'
  | 'listSignIns'
  | 'listOwnSignIns'
  | 'endOwnSignIn'
  | 'signOutEverywhere'
  | 'endSignIns'
  | 'changePassword';

/** `{id}` of a person is their id or e-mail. */
export function memberHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { people, signIns } = deps.operators;

  const idOf = async (who: string): Promise<string> => {
    const id = await people.idOf(who);
    if (id === null) throw new Fault('not_found', 'There is no such person here.');
    return id;
  };
  const listed = async (
    operatorId: string | null,
    { query, who }: Pick<Visit<'listSignIns'>, 'query' | 'who'>,
  ) => mapPage(await signIns.list(operatorId, pageAsked(query)), (signIn) => presentSignIn(signIn, who));

  return {
    listPeople: async ({ query }) => mapPage(await people.list(pageAsked(query)), presentMember),

    async changeRole({ params, body, who, from }) {
      const change = { who: params.id, actor: actorOf(who), from, role: body.role };
      return presentMember(await people.changeRole(change));
    },

    async suspendPerson({ params, who, from }) {
      return presentMember(await people.suspend({ who: params.id, actor: actorOf(who), from }));
    },

    async restorePerson({ params, who, from }) {
      return presentMember(await people.restore({ who: params.id, actor: actorOf(who), from }));
    },

    async removePerson({ params, who, from }) {
      await people.remove({ who: params.id, actor: actorOf(who), from });
      return {};
    },

    listSignIns: (visit) => listed(null, visit),
    listOwnSignIns: (visit) => listed(actorOf(visit.who), visit),

    async endOwnSignIn({ params, who, from, reply }) {
      const { person, signInId } = personOf(who);
      await signIns.end({ operatorId: person.id, only: params.id, actor: person.id, from });
      if (params.id === signInId) reply.header('set-cookie', clearCookie(deps.publicUrl()));
      return {};
    },

    async signOutEverywhere({ who, from, reply }) {
      const { id } = personOf(who).person;
      const ended = await signIns.end({ operatorId: id, actor: id, from });
      reply.header('set-cookie', clearCookie(deps.publicUrl()));
      return { ended };
    },

    async endSignIns({ params, who, from }) {
      const operatorId = await idOf(params.id);
      return { ended: await signIns.end({ operatorId, actor: actorOf(who), from }) };
    },

    async changePassword({ body, who, from }) {
      await deps.operators.changePassword(personOf(who), body, from);
      return {};
    },
  };
}

function presentMember(person: PersonView): MemberWire {
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    role: person.role,
    status: person.status,
    created_at: rfc3339(person.createdAt),
    last_sign_in_at: rfc3339OrNull(person.lastSignInAt),
    factors: person.factors,
  };
}

function presentSignIn(signIn: SignInView, who: Who): SignInWire {
  return {
    id: signIn.id,
    person_id: signIn.operatorId,
    address: signIn.address,
    user_agent: signIn.userAgent,
    started_at: rfc3339(signIn.startedAt),
    expires_at: rfc3339(signIn.expiresAt),
    current: who.kind === 'person' && who.signedIn.signInId === signIn.id,
  };
}
