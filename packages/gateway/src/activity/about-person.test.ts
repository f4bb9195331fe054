import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { AuditReport } from '../audit/index.ts';
import { testAudit } from '../audit/testing.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { aboutPerson } from './about-person.ts';

const ME = 'opr_me';
const started = (details: Record<string, string | boolean>, actor = ME): AuditReport => ({
  kind: 'sign_in.started',
  actor,
  requester_address: '192.0.2.7',
  details,
});

async function scene(t: TestContext) {
  const { db, audit, clock } = await testAudit(t);
  return {
    async write(...reports: readonly AuditReport[]) {
      for (const report of reports) {
        await db.unit((tx) => audit.append(tx, report));
        clock.advance(10);
      }
    },
    mine: (limit = 20) => aboutPerson(audit, 'default', ME, limit),
  };
}

onBothDatabases(
  'a person sees what happened to their account, newest first, and nothing of anybody else’s',
  async (t) => {
    const { write, mine } = await scene(t);
    await write(
      started({ sign_in: 'sin_1', second_factor: 'totp', new_browser: true }),
      started({ sign_in: 'sin_2', second_factor: 'totp', new_browser: false }),
      started({ sign_in: 'sin_3', second_factor: 'totp', new_browser: true }, 'opr_other'),
      { kind: 'operator.totp_removed', actor: 'opr_other', details: {} },
      { kind: 'operator.passkey_added', actor: ME, details: { passkey: 'pky_1' } },
      // what this person did to somebody else, and what somebody else did to this one
      { kind: 'operator.changed', actor: ME, details: { operator: 'opr_other', role: 'auditor' } },
      { kind: 'operator.changed', actor: 'opr_other', details: { operator: ME, role: 'auditor' } },
      { kind: 'sign_in.stepped_up', actor: ME, details: { sign_in: 'sin_2', second_factor: 'totp' } },
    );
    const seen = await mine();
    assert.deepEqual(
      seen.map(({ what, by }) => [what, by]),
      [
        ['role_changed', 'opr_other'],
        ['passkey_added', null],
        ['new_browser', null],
      ],
    );
    assert.deepEqual([seen[2]?.address, seen[2]?.signIn], ['192.0.2.7', 'sin_1']);
    assert.equal((await mine(1)).length, 1);
  },
);

onBothDatabases('a recovery code that was used is said, by whatever way it opened', async (t) => {
  const { write, mine } = await scene(t);
  await write(
    started({ sign_in: 'sin_1', second_factor: 'none', by: 'recovery_code', new_browser: false }),
    started({ sign_in: 'sin_2', second_factor: 'recovery_code', new_browser: false }),
    { kind: 'sign_in.stepped_up', actor: ME, details: { sign_in: 'sin_2', second_factor: 'recovery_code' } },
    started({ sign_in: 'sin_3', by: 'pairing' }),
  );
  assert.deepEqual(
    (await mine()).map(({ what }) => what),
    ['command_line', 'recovery_code_used', 'recovery_code_used', 'recovery_code_used'],
  );
});
