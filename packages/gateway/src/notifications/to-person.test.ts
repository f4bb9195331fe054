import assert from 'node:assert/strict';
import type { AccountChange } from '../storage/schema/notifications.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { openMailbox, settingsOf } from './channels/mailbox.fixture.ts';
import { createNotices } from './notices.ts';
import { openPeer, openStage, operatorRow, type Stage } from './stage.fixture.ts';

async function changed(stage: Stage, operatorId: string, what: AccountChange): Promise<void> {
  const { db, clock, newId, org } = stage.parts;
  const notices = createNotices({ org, newId });
  await db.unit((tx) => notices.accountChanged(tx, { operatorId, what, at: clock.now() }));
  await stage.drain();
}

onBothDatabases(
  'a change of an account reaches its person by mail, and nobody else by anything',
  async (t) => {
    const [stage, mailbox, peer] = await Promise.all([openStage(t), openMailbox(t), openPeer(t)]);
    await stage.channel({ settings: settingsOf(mailbox, { to: ['team@example.com'] }) });
    await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
    await changed(stage, 'opr_1', 'passkey_added');
    assert.deepEqual(
      mailbox.mails.map(({ to }) => to),
      [['opr_1@example.com']],
    );
    assert.equal(peer.got.length, 0);
    const text = (mailbox.mails[0]?.text ?? '').replaceAll('=\r\n', '');
    assert.match(text, /Subject: A passkey was added to your AgentPort account\r\n/);
    assert.match(text, /If it was not you: open it, sign out everywhere/);
    assert.match(text, /https:\/\/gate\.example\/account/);
  },
);

onBothDatabases(
  'whoever was suspended meanwhile is told nothing, and quiet hours hold nothing back',
  async (t) => {
    const [stage, mailbox] = await Promise.all([openStage(t), openMailbox(t)]);
    await stage.channel({ settings: settingsOf(mailbox) });
    const quiet = { from: '00:00', to: '23:59', time_zone: 'UTC', except_high: false };
    await stage.notifications.saveSettings({ remind_after: null, escalate_after: null, quiet }, 'opr_1');
    await stage.db.unit((tx) =>
      tx
        .insertInto('operators')
        .values({ ...operatorRow('opr_2', 'Jonas', 'auditor'), status: 'suspended' })
        .execute(),
    );
    await changed(stage, 'opr_2', 'password_changed');
    assert.equal(mailbox.mails.length, 0);
    await changed(stage, 'opr_1', 'password_changed');
    assert.equal(mailbox.mails.length, 1);
  },
);
