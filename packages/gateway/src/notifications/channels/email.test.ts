import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from '../stage.fixture.ts';
import { openMailbox, settingsOf } from './mailbox.fixture.ts';

test('each receiver gets a mail of their own, with the same Message-ID at every attempt', async (t) => {
  let refusals = 1;
  const mailbox = await openMailbox(t, {
    onRcptTo: ({ address }, _, done) => {
      const busy = address.startsWith('jonas') && refusals-- > 0;
      done(busy ? Object.assign(new Error('busy'), { responseCode: 451 }) : null);
    },
  });
  const stage = await openStage(t);
  await stage.channel({ settings: settingsOf(mailbox, { to: ['anna@example.com', 'jonas@example.com'] }) });
  await stage.ask();
  await stage.drain();
  assert.deepEqual(
    mailbox.mails.map(({ to }) => to),
    [['anna@example.com']],
  );
  stage.clock.advance(10_000);
  await stage.drain();
  assert.deepEqual(
    mailbox.mails.map(({ to }) => to),
    [['anna@example.com'], ['jonas@example.com']],
  );
  const { items } = await stage.notifications.deliveries({ limit: 10 });
  for (const { target, id, state } of items) {
    const mail = mailbox.mails.find(({ to }) => to[0] === target);
    assert.equal(state, 'sent');
    assert.match(mail?.text ?? '', new RegExp(`Message-ID: <${id}@gate.example>`));
  }
});

test('T24 nothing an agent writes becomes a header, a receiver or HTML', async (t) => {
  const mailbox = await openMailbox(t);
  const stage = await openStage(t);
  await stage.channel({ settings: settingsOf(mailbox) });
  const nasty = 'x\r\nBcc: eve@example.com\r\n\r\n<img src=//evil.example>"\'&\u202e';
  await stage.ask({ args: { name: nasty }, agentName: nasty });
  await stage.drain();
  const [mail] = mailbox.mails;
  assert.deepEqual(mail?.to, ['anna@example.com']);
  const [head = '', ...rest] = (mail?.text ?? '').split('\r\n\r\n');
  assert.doesNotMatch(head, /eve@|Bcc/);
  const html = rest.join('\n').replaceAll('=\r\n', '').split('text/html')[1] ?? '';
  assert.match(html, /&lt;img/);
  assert.doesNotMatch(html, /<img/);
  assert.match(rest.join('\n'), /\[U\+202E\]/);
});

test('T51 a mail carries no authority: its link opens a page, nobody reads answers, the subject says nothing', async (t) => {
  const mailbox = await openMailbox(t);
  const stage = await openStage(t);
  await stage.channel({ settings: settingsOf(mailbox) });
  const { id } = await stage.ask({ args: { name: 'Marta Ruiz' } });
  await stage.drain();
  const text = mailbox.mails[0]?.text ?? '';
  assert.match(text, /Subject: A request waits for an answer\r\n/);
  assert.match(text, /Auto-Submitted: auto-generated/);
  const links = text.replaceAll('=\r\n', '').match(/https?:\/\/[^\s"<]+/g) ?? [];
  assert.deepEqual([...new Set(links)], [`https://gate.example/approvals/${id}`]);
});

test('STARTTLS that is asked for and not offered ends the attempt before anything is said', async (t) => {
  const mailbox = await openMailbox(t, { disabledCommands: ['STARTTLS'] });
  const stage = await openStage(t);
  const settings = settingsOf(mailbox, { security: 'starttls', user: 'anna' });
  const { id } = await stage.channel({ settings, secret: { password: 'plainly-fake' } });
  const [sent] = await stage.notifications.test(id);
  assert.notEqual(sent?.state, 'sent');
  assert.equal(mailbox.mails.length, 0);
});

test('a certificate nobody vouches for ends the attempt, by STARTTLS and by TLS', async (t) => {
  const stage = await openStage(t);
  const plain = await openMailbox(t);
  const tls = await openMailbox(t, { secure: true });
  for (const [mailbox, security] of [
    [plain, 'starttls'],
    [tls, 'tls'],
  ] as const) {
    const { id } = await stage.channel({ settings: settingsOf(mailbox, { security }) });
    const [sent] = await stage.notifications.test(id);
    assert.notEqual(sent?.state, 'sent', security);
    assert.equal(mailbox.mails.length, 0);
  }
});

test('a password never travels in the clear', async (t) => {
  const mailbox = await openMailbox(t);
  const stage = await openStage(t);
  const { id } = await stage.channel({
    settings: settingsOf(mailbox, { user: 'anna' }),
    secret: { password: 'plainly-fake' },
  });
  const [sent] = await stage.notifications.test(id);
  assert.deepEqual([sent?.state, sent?.code], ['dead', 'password_in_the_clear']);
});
