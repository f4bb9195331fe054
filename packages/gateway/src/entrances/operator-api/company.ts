import type { RouteBody } from '@agentport/contract';
import { CALLBACK_PATH, type ProviderSettings } from '../../operators/index.ts';
import { clearAttemptCookie, readAttemptCookie, readCookie, setAttemptCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, personOf, type SomeHandlers } from './handler.ts';
import { handSignIn, presentMe } from './present-me.ts';

type Routes =
  | 'readCompanySignIn'
  | 'beginCompanySignIn'
  | 'finishCompanySignIn'
  | 'connectCompany'
  | 'disconnectCompany'
  | 'lookAtProvider'
  | 'readProvider'
  | 'changeProvider'
  | 'removeProvider';

export function companyHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { operators, publicUrl } = deps;
  const { company } = operators;
  const redirectUri = () => `${new URL(publicUrl()).origin}${CALLBACK_PATH}`;
  const settings = async () => {
    const found = await company.settings();
    return { provider: found && present(found), redirect_uri: redirectUri() };
  };
  return {
    readCompanySignIn: async () => ({ label: await company.label() }),

    async beginCompanySignIn({ body, reply }) {
      const { location, attempt } = await company.begin({ next: body.next, linking: null });
      reply.header('set-cookie', setAttemptCookie(publicUrl(), attempt));
      return { location };
    },

    async connectCompany({ who, reply }) {
      const { location, attempt } = await company.begin({ next: '/account', linking: personOf(who) });
      reply.header('set-cookie', setAttemptCookie(publicUrl(), attempt));
      return { location };
    },

    async finishCompanySignIn({ body, from, reply }) {
      const { cookie } = reply.request.headers;
      const attempt = readAttemptCookie(cookie, publicUrl());
      const current = await operators.authenticate(readCookie(cookie, publicUrl()));
      reply.header('set-cookie', clearAttemptCookie(publicUrl()));
      const { signIn, next } = await company.finish({ attempt, query: body.query, current }, from);
      if (signIn === null) return { me: null, next };
      handSignIn(deps, reply, signIn);
      return { me: await presentMe(deps, signIn), next };
    },

    async disconnectCompany({ who, from }) {
      await company.unlink(personOf(who), from);
      return {};
    },

    async lookAtProvider({ body }) {
      const said = await company.describe(body.issuer);
      return {
        authorization_endpoint: said.authorizationEndpoint,
        pkce: said.pkce,
        names_itself: said.namesItself,
        scopes: said.scopes && [...said.scopes],
        claims: said.claims && [...said.claims],
      };
    },

    readProvider: settings,

    async changeProvider({ body, who, from }) {
      await company.change(settingsOf(body), body.client_secret, { actor: actorOf(who), from });
      return settings();
    },

    async removeProvider({ who, from }) {
      await company.remove({ actor: actorOf(who), from });
      return {};
    },
  };
}

function settingsOf(body: RouteBody<'changeProvider'>): ProviderSettings {
  return {
    issuer: body.issuer,
    clientId: body.client_id,
    label: body.label,
    scopes: body.scopes,
    groupsClaim: body.groups_claim,
    roles: body.roles,
    domains: body.domains,
    provision: body.provision,
    secondFactor: body.second_factor,
  };
}

function present(settings: ProviderSettings & { readonly hasSecret: boolean }) {
  return {
    issuer: settings.issuer,
    client_id: settings.clientId,
    label: settings.label,
    scopes: [...settings.scopes],
    groups_claim: settings.groupsClaim,
    roles: settings.roles.map((role) => ({ ...role })),
    domains: [...settings.domains],
    provision: settings.provision,
    second_factor: [...settings.secondFactor],
    has_secret: settings.hasSecret,
  };
}
