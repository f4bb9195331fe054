import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelOf } from './channel-form.ts';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
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
      which: 'high',
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
  assert.deepEqual(body.route.risks, ['destructive', 'financial', 'admin']);
  assert.equal('secret' in body, false, 'an empty password leaves the one that is kept');
});

test('what the form does not have is the careful choice: every request, and nothing about it', () => {
  const { route, detail } = channelOf('web_push', form({ name: 'Phones' }));
  assert.deepEqual(route, { risks: [], agents: null, connections: null, team: null, when: 'asked' });
  assert.equal(detail, 'minimal');
});
