import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runBackupCommand } from '../../packages/gateway/src/serving/index.ts';
import { copySqlite } from '../../packages/gateway/src/storage/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

/** Runs a command as the process does; what it printed, or why it refused. */
async function command(
  gateway: TestGateway,
  name: 'backup' | 'verify-backup' | 'restore',
  ...flags: string[]
) {
  const { config, ports } = gateway.running.gateway;
  const lines: string[] = [];
  await runBackupCommand(name, { config, ports, flags, print: (line) => void lines.push(line) });
  return JSON.parse(lines.join(''));
}

async function states(gateway: TestGateway): Promise<Record<string, string>> {
  const rows = await gateway.running.gateway.db.read.selectFrom('calls').select(['id', 'state']).execute();
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}

async function ask(gateway: TestGateway, token: string, name: string) {
  const asked = await gateway.call(token, 'stripe.create_customer', { name });
  assert.equal(asked.status, 202, asked.text);
  return { id: asked.body.approval.id as string, callId: asked.body.call.id as string };
}

const effects = ({ sandbox }: TestGateway) => sandbox.stripe.service.effects.length;

test('a backup taken while calls run is whole, private, holds no root key, and is refused when one byte changed', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const reads = Array.from({ length: 20 }, () => gateway.call(token, 'stripe.list_customers', {}));
  const file = join(gateway.home, 'backup.tar');
  const made = await command(gateway, 'backup', `--to=${file}`);
  for (const read of await Promise.all(reads)) assert.equal(read.status, 200);

  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(gateway.home).filter((name) => name.startsWith('backup.tar')),
    ['backup.tar'],
  );
  assert.ok(made.manifest.log.size > 0);
  assert.equal((await command(gateway, 'verify-backup', file)).manifestSha256, made.manifestSha256);
  const bytes = readFileSync(file);
  assert.equal(bytes.includes('agentport-root-v1:'), false);
  assert.equal(bytes.includes(gateway.sandbox.stripe.credential), false);
  for (const at of [300, 5000, Math.floor(bytes.length / 2), bytes.length - 3000]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const other = join(gateway.home, `changed-${at}.tar`);
    writeFileSync(other, changed, { mode: 0o600 });
    await assert.rejects(
      command(gateway, 'verify-backup', other),
      /not a whole backup|not intact|modified/i,
      `byte ${at}`,
    );
  }
  writeFileSync(join(gateway.home, 'short.tar'), bytes.subarray(0, bytes.length / 2), { mode: 0o600 });
  await assert.rejects(command(gateway, 'verify-backup', join(gateway.home, 'short.tar')), {
    code: 'backup_unreadable',
  });
  await assert.rejects(command(gateway, 'backup', `--to=${file}`), { code: 'invalid_request' });
});

test('what was approved and sent after the backup is never sent again by the restored gateway', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const pending = await ask(gateway, token, 'Pending then');
  const file = join(gateway.home, 'backup.tar');
  await command(gateway, 'backup', `--to=${file}`);

  assert.equal((await gateway.operator.approve(pending.id)).status, 200);
  await until(async () => (await states(gateway))[pending.callId] === 'succeeded', {
    what: 'the call to be sent',
  });
  assert.equal(effects(gateway), 1);

  await assert.rejects(command(gateway, 'restore', file), { code: 'already_running' });
  const again = await gateway.restart(async () => {
    await assert.rejects(command(gateway, 'restore', file), { code: 'invalid_request' });
    const restored = await command(gateway, 'restore', '--replace', file);
    assert.equal(restored.unknown, 1);
    assert.ok(restored.lostEntries > 0);
    assert.ok(existsSync(join(restored.movedTo, 'agentport.db')), 'the old installation is kept');
  });
  assert.equal(again.running.readOnly, null, 'the log goes on');
  assert.deepEqual(again.running.recovered, { unknown: 0, resumed: 0 });
  assert.equal((await states(again))[pending.callId], 'outcome_unknown');
  const stopped = await again.call(token, 'stripe.list_customers', {});
  assert.equal(stopped.status, 403, 'everything is stopped');
  const entries = await again.running.gateway.audit.tail(0, 1000);
  const entry = entries.find(({ event }) => event.kind === 'instance.restored');
  assert.equal(JSON.stringify(entry).includes('backup_root'), true);
  assert.equal((await again.running.gateway.audit.verify()).ok, true);
  const old = await again.operator.send('GET', '/api/v1/approvals');
  assert.equal(old.status, 401, 'every sign-in of the past is over');

  await again.running.gateway.stopping.releaseAll('default', 'local-administrator');
  const retried = await again.call(token, 'stripe.create_customer', { name: 'Pending then' });
  assert.equal(retried.status, 424, 'the same request is not asked anew before a person looked');
  assert.equal(effects(again), 1);
  await again.running.gateway.approvals.reconcile({
    org: 'default',
    callId: pending.callId,
    happened: true,
    actor: 'local-administrator',
  });
  const fresh = await again.call(token, 'stripe.list_customers', {});
  assert.equal(fresh.status, 200, 'the sealed credential opens with the root key that stayed');
});

test('with key escrow a backup alone brings everything back, and only with its passphrase', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const passphrase = join(gateway.home, 'passphrase');
  writeFileSync(passphrase, 'five plain words for a test\n', { mode: 0o600 });
  const wrong = join(gateway.home, 'wrong');
  writeFileSync(wrong, 'five other words for a test\n', { mode: 0o600 });
  const folder = mkdtempSync(join(gateway.home, 'backups-'));
  const made = await command(gateway, 'backup', `--to=${folder}`, `--passphrase-file=${passphrase}`);
  await gateway.running.close();

  const { config, ports } = gateway.running.gateway;
  const home = mkdtempSync(join(gateway.home, 'elsewhere-'));
  const elsewhere = { ...config, dataDir: join(home, 'data'), rootKeyFile: join(home, 'root.key') };
  const restore = async (...flags: string[]) => {
    const lines: string[] = [];
    await runBackupCommand('restore', {
      config: elsewhere,
      ports,
      flags,
      print: (line) => void lines.push(line),
    });
    return JSON.parse(lines.join(''));
  };
  await assert.rejects(restore(`--passphrase-file=${wrong}`, made.file), { code: 'sealed' });
  assert.deepEqual(readdirSync(home), [], 'a restore that failed leaves nothing');
  const restored = await restore(`--passphrase-file=${passphrase}`, made.file);
  assert.deepEqual(restored.written, [elsewhere.rootKeyFile]);
  assert.equal(readFileSync(elsewhere.rootKeyFile, 'utf8'), readFileSync(config.rootKeyFile ?? '', 'utf8'));
  assert.equal(statSync(elsewhere.dataDir).mode & 0o777, 0o700);
  assert.ok(token);
  chmodSync(passphrase, 0o644);
  await assert.rejects(restore(`--passphrase-file=${passphrase}`, made.file), { code: 'unsafe_permissions' });
});

test('a database put back by hand starts read-only, and accepting its log ends what was open in it', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const asked = await ask(gateway, token, 'Asked then');
  const copy = join(gateway.home, 'copy.db');
  await copySqlite(join(gateway.dataDir, 'agentport.db'), copy);
  assert.equal((await gateway.operator.approve(asked.id)).status, 200);
  await until(async () => (await states(gateway))[asked.callId] === 'succeeded', {
    what: 'the call to be sent',
  });
  const again = await gateway.restart(async () => {
    for (const ending of ['-wal', '-shm'])
      rmSync(join(gateway.dataDir, `agentport.db${ending}`), { force: true });
    copyFileSync(copy, join(gateway.dataDir, 'agentport.db'));
  });
  assert.ok(again.running.readOnly);
  assert.equal((await states(again))[asked.callId], 'pending');
  await again.running.gateway.audit.accept('local-administrator');
  assert.equal((await states(again))[asked.callId], 'outcome_unknown');
  const retried = await again.call(token, 'stripe.create_customer', { name: 'Asked then' });
  assert.equal(retried.status, 424, retried.text);
  assert.equal(effects(again), 1);
});
