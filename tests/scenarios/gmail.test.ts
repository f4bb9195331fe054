import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { SANDBOX_GMAIL, startSandbox } from '@agentport/sandbox';
import { startTestGateway } from '../support/gateway.ts';
import type { CleansUp } from '../support/temp.ts';

const MAIL = {
  to: ['Marta Lindqvist <marta@example.com>'],
  subject: 'Your refund',
  text: 'It is on its way.',
};
const OUTSIDE = { ...MAIL, to: ['kim@example.org'] };
const ATTACHED = {
  ...MAIL,
  cc: ['kim@example.org'],
  bcc: ['archive@example.com'],
  attachments: [
    {
      filename: 'receipt.txt',
      mime_type: 'text/plain',
      content: Buffer.from('EUR 12.40').toString('base64'),
    },
  ],
};

const rawOf = (call: { body: unknown } | undefined) =>
  String((call?.body as { raw?: string } | undefined)?.raw);

/** A gateway whose agentport.yaml connects Gmail and lets mail to example.com go unasked. */
async function open(t: CleansUp, recipients = '{ allowed_domains: [example.com] }') {
  const sandbox = await startSandbox();
  t.after(() => void sandbox.close());
  const yaml = `integrations:
  gmail:
    base_url: ${sandbox.gmail.url}
    oauth:
      client_id: ${SANDBOX_GMAIL.client_id}
      client_secret: \${GMAIL_CLIENT_SECRET}
      refresh_token: \${GMAIL_REFRESH_TOKEN}
    recipients: ${recipients}
    permissions:
      send_email: auto_approve
      send_draft: auto_approve
`;
  const env = {
    GMAIL_CLIENT_SECRET: SANDBOX_GMAIL.client_secret,
    GMAIL_REFRESH_TOKEN: SANDBOX_GMAIL.refresh_token,
  };
  const gateway = await startTestGateway(t, { sandbox, yaml, env, limits: { pending_per_operation: 20 } });
  const { token } = await gateway.agent();
  return {
    gateway,
    token,
    sent: () => gateway.sandbox.gmail.recorder.entries.filter(({ path }) => path.endsWith('/send')),
  };
}

test('mail to an allowed domain goes without a question, any other is asked about', async (t) => {
  const { gateway, token, sent } = await open(t);
  const unasked = await gateway.call(token, 'gmail.send_email', MAIL);
  assert.equal(unasked.status, 200, unasked.text);
  assert.equal(sent().length, 1);
  for (const args of [
    OUTSIDE,
    { ...MAIL, cc: ['kim@example.org'] },
    { ...MAIL, bcc: ['archive@example.com'] },
    { ...MAIL, to: ['marta@mail.example.com'] },
  ]) {
    const asked = await gateway.call(token, 'gmail.send_email', args);
    assert.equal(asked.status, 202, asked.text);
  }
  assert.equal((await gateway.call(token, 'gmail.send_draft', { draft: 'r-1' })).status, 202);
  assert.equal(sent().length, 1);
});

test('the approver sees every recipient first, and each attachment by size and digest', async (t) => {
  const { gateway, token, sent } = await open(t);
  const asked = await gateway.call(token, 'gmail.send_email', ATTACHED);
  const { body } = await gateway.operator.send('GET', `/api/v1/approvals/${asked.body.approval.id}`);
  const rows: { pointer: string; meaning: string | null; value: { text?: string }[] }[] = body.display.rows;
  assert.deepEqual(
    rows.slice(0, 6).map(({ pointer }) => pointer),
    ['/to', '/to/0', '/cc', '/cc/0', '/bcc', '/bcc/0'],
  );
  assert.match(JSON.stringify(body.display.title), /Send to .*marta@example\.com.*Your refund/);
  const content = rows.find(({ pointer }) => pointer === '/attachments/0/content');
  assert.match(content?.meaning ?? '', /^9 bytes, SHA-256 [0-9a-f]{64}$/);
  assert.deepEqual(body.reasons.map(({ code }: { code: string }) => code).slice(0, 2), [
    'recipient_outside',
    'recipient_hidden',
  ]);
  const approved = await gateway.operator.approve(asked.body.approval.id);
  assert.equal(approved.status, 200, approved.text);
  await gateway.call(token, 'gmail.send_email', ATTACHED, { prefer: 'wait=20' });
  const mail = Buffer.from(rawOf(sent()[0]), 'base64url').toString('utf8');
  assert.match(
    mail,
    /^To: Marta Lindqvist <marta@example\.com>\r\nCc: kim@example\.org\r\nBcc: archive@example\.com\r\n/,
  );
});

test('two mails with the same words are two mails, each with a Message-ID of its own', async (t) => {
  const { gateway, token, sent } = await open(t);
  await gateway.call(token, 'gmail.send_email', MAIL);
  await gateway.call(token, 'gmail.send_email', MAIL);
  const ids = sent().map(
    ({ body }) => /Message-ID: (\S+)/.exec(Buffer.from(rawOf({ body }), 'base64url').toString())?.[1],
  );
  assert.equal(new Set(ids).size, 2);
});

test('T103 an edit that lets mail go further waits for a person, one that lets it go less far applies at once', async (t) => {
  const { gateway, token } = await open(t, '{ allowed_domains: [example.com, example.net] }');
  const { configFile, policies } = {
    configFile: gateway.running.gateway.configFile,
    policies: gateway.running.gateway.policies,
  };
  const text = readFileSync(gateway.configFile, 'utf8');
  writeFileSync(gateway.configFile, text.replace('[example.com, example.net]', '[example.com, example.org]'));
  await configFile.load();
  assert.deepEqual(
    policies.active().policy.recipients?.map(({ allowed_domains }) => [...allowed_domains]),
    [['example.com']],
  );
  assert.equal((await gateway.call(token, 'gmail.send_email', OUTSIDE)).status, 202);
  const waiting = await policies.pending();
  assert.match(waiting?.changes.map(({ what }) => what).join(' ') ?? '', /example\.org/);
});

test('a mail an agent may not build is refused with the place and what is expected', async (t) => {
  const { gateway, token } = await open(t);
  const refused = await gateway.call(token, 'gmail.send_email', {
    ...MAIL,
    to: ['marta@example.com, mallory@evil.example'],
    subject: 'a\r\nBcc: x@evil.example',
  });
  assert.deepEqual([refused.status, refused.body.error.code], [422, 'invalid_arguments']);
  assert.deepEqual(
    refused.body.error.details.problems.map(({ path }: { path: string }) => path),
    ['/to/0', '/subject'],
  );
});
