import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelOf } from './channel-form.ts';
import { toldOf } from './channel-words.ts';

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) data.append(name, value);
  }
  return data;
}

test('a mail channel is read as it was written, several receivers by any sign between them', () => {
  const body = channelOf(
    'email',
    form({
      name: ' Ops ',
      host: 'mail.example.com',
      port: '587',
      security: 'starttls',
      user: '',
      from: 'gate@example.com',
      to: 'anna@example.com, jonas@example.com;\nmia@example.com',
      detail: 'title',
    }),
  );
  assert.equal(body.name, 'Ops');
  assert.deepEqual(body.settings, {
    kind: 'email',
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    user: null,
    from: 'gate@example.com',
    to: ['anna@example.com', 'jonas@example.com', 'mia@example.com'],
  });
  assert.equal('secret' in body, false, 'an empty password leaves the one that is kept');
});

test('what the form does not have is the careful choice: every request, and nothing about it', () => {
  const { route, detail } = channelOf('web_push', form({ name: 'Phones' }));
  assert.deepEqual(route, { risks: [], agents: null, connections: null, team: null, when: 'asked' });
  assert.equal(detail, 'minimal');
});

test('a channel is narrowed to what is chosen, each by itself', () => {
  const { route } = channelOf(
    'ntfy',
    form({
      name: 'Phone',
      server: 'https://ntfy.example',
      topic: 'ops',
      risk: ['financial', 'admin'],
      agent: ['agt_1', 'agt_2'],
      connection: 'stripe',
      when: 'escalated',
    }),
  );
  assert.deepEqual(route, {
    risks: ['financial', 'admin'],
    agents: ['agt_1', 'agt_2'],
    connections: ['stripe'],
    team: null,
    when: 'escalated',
  });
});

test('what a channel is told fits one sentence', () => {
  const all = { risks: [], agents: null, connections: null, team: null, when: 'asked' as const };
  const told = (route: Partial<Parameters<typeof toldOf>[0]['route']>) =>
    toldOf({ route: { ...all, ...route } });
  assert.equal(told({}), 'Every request.');
  assert.equal(told({ risks: ['destructive', 'financial', 'admin'] }), 'High and critical risk.');
  assert.equal(told({ risks: ['financial'], agents: ['agt_1'] }), 'Financial risk, of 1 agent.');
  assert.equal(
    told({ connections: ['stripe', 'github'], when: 'escalated' }),
    'Every request, for stripe, github, when nobody answers.',
  );
});
