import type { ChannelRoute, ChannelSecret, ChannelSettings, RouteBody } from '@agentport/contract';
import type { ChannelKind } from './channel-words.ts';

export type ChannelBody = RouteBody<'createChannel'>;

/** What a person wrote into the form of one kind of channel, as the gateway takes it. */
export function channelOf(kind: ChannelKind, form: FormData): ChannelBody {
  const secret = secretOf(form);
  return {
    name: text(form, 'name'),
    settings: settingsOf(kind, form),
    route: routeOf(form),
    detail: (form.get('detail') as ChannelBody['detail'] | null) ?? 'minimal',
    ...(secret && { secret }),
  };
}

function settingsOf(kind: ChannelKind, form: FormData): ChannelSettings {
  switch (kind) {
    case 'email':
      return {
        kind,
        host: text(form, 'host'),
        port: Number(form.get('port')),
        security: form.get('security') as 'tls' | 'starttls' | 'none',
        user: text(form, 'user') || null,
        from: text(form, 'from'),
        to: text(form, 'to')
          .split(/[\s,;]+/)
          .filter((address) => address !== ''),
      };
    case 'slack':
      return { kind, team: text(form, 'team'), channel: text(form, 'channel'), ...own(form, 'api') };
    case 'webhook':
      return { kind, url: text(form, 'url') };
    case 'web_push':
      return { kind };
    case 'ntfy':
      return { kind, server: text(form, 'server'), topic: text(form, 'topic') };
    case 'telegram':
      return { kind, chat: text(form, 'chat'), ...own(form, 'api') };
  }
}

function own(form: FormData, name: 'api'): { api?: string } {
  const value = text(form, name);
  return value === '' ? {} : { [name]: value };
}

/** Empty fields leave a secret as it is. */
function secretOf(form: FormData): ChannelSecret | null {
  const given = (['password', 'token', 'signing_secret'] as const)
    .map((name) => [name, text(form, name)] as const)
    .filter(([, value]) => value !== '');
  return given.length === 0 ? null : Object.fromEntries(given);
}

function routeOf(form: FormData): ChannelRoute {
  const all = (name: string) => form.getAll(name).map(String);
  const [agents, connections] = [all('agent'), all('connection')];
  return {
    risks: all('risk') as ChannelRoute['risks'],
    agents: agents.length === 0 ? null : agents,
    connections: connections.length === 0 ? null : connections,
    team: text(form, 'routed') || null,
    when: form.get('when') === 'escalated' ? 'escalated' : 'asked',
  };
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim();
}
