import type { AuditVerification, StatusWire } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { fields, type Line, styled } from '../../output/lines.ts';
import { openAsker } from '../../terminal/ask.ts';
import { withLocal } from '../../wire/local.ts';

const STANDING: Readonly<Record<StatusWire['log']['standing'], string>> = {
  intact: 'continues what its witness saw',
  rolled_back: 'older than its witness: signed entries are missing',
  forked: 'another history than its witness signed',
  unchecked: 'its witness or signing key is missing',
};

/**
 * Takes the log as it is. Entries the witness signed may be gone for good, so a person sees first what is accepted;
 * the log's next entry says who did.
 */
export function accept({ around, out }: Cli, options: { yes?: true }): Promise<ExitCode> {
  return withLocal<ExitCode>(around, async ({ client }) => {
    const { log } = await client('status');
    if (log.standing === 'intact') {
      throw new Failure(
        'invalid_request',
        'The audit log continues its witness. There is nothing to accept.',
      );
    }
    const found = await client('verifyAudit');
    out.present(foundLines(log.standing, found));
    if (!options.yes) await requireYes();
    const accepted = await client('acceptAudit');
    out.show(accepted, () => acceptedLines(accepted));
    return 0;
  });

  async function requireYes(): Promise<void> {
    const asker = openAsker(around, 'Give --yes.');
    try {
      if (await asker.confirm('Go on with the log as it is?')) return;
    } finally {
      asker.close();
    }
    throw new Failure('invalid_request', 'Not accepted. The gateway stays read-only.');
  }
}

function foundLines(standing: StatusWire['log']['standing'], found: AuditVerification): Line[] {
  return [
    ...fields([
      ['Standing', styled('yellow', STANDING[standing])],
      ['Entries', String(found.size)],
      ['Root', found.root ?? '-'],
    ]),
    ...(found.problem === null ? [] : [found.problem.message]),
  ];
}

function acceptedLines({ ok, size, problem }: AuditVerification): Line[] {
  const done = `Accepted. The log goes on with ${size} entries.`;
  if (ok || problem === null) return [done];
  // e.g. signatures of a key that is lost: true of the old entries for good
  return [done, [styled('yellow', 'A check still finds: '), problem.message]];
}
