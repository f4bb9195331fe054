import { type ApprovalDetail, type Client, RequestFailed } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { askCode, asking, type SignInOptions } from '../../terminal/credentials.ts';
import { asPerson } from '../../wire/as-person.ts';
import { approvalPage, outcomeLine } from './page.ts';

export interface ApproveOptions extends SignInOptions {
  readonly reason?: string;
  readonly yes?: true;
}

/** Looks at the outcome this often, and no longer: it can be seen later as well. */
const OUTCOME_LOOKS = 20;
const OUTCOME_EVERY_MS = 500;

/** Shows what would be sent, asks, and signs for exactly what was shown. */
export async function approve(cli: Cli, id: string, options: ApproveOptions): Promise<ExitCode> {
  const { around, out } = cli;
  return asPerson<ExitCode>(around, options, async (client) => {
    const shown = await client('readApproval', { params: { id } });
    requirePending(shown);
    out.present(approvalPage(shown));
    if (!options.yes) await requireYes(cli);
    const decided = await sign(cli, client, shown, options);
    const ended = await lookForOutcome(cli, client, decided);
    out.show(ended, () => [
      `Approved ${ended.id}.`,
      ended.outcome === null
        ? 'It is being sent; see it with "agentport approvals show".'
        : outcomeLine(ended.outcome),
    ]);
    return 0;
  });
}

/** @throws {Failure} already_decided, action_changed */
function requirePending({ id, state, display }: ApprovalDetail): void {
  if (state !== 'pending')
    throw new Failure('already_decided', `${id} is ${state}. There is nothing to approve.`);
  if ((display.rows_omitted ?? 0) > 0) {
    throw new Failure(
      'action_changed',
      `${id} has more arguments than can be shown, so nobody can approve it.`,
    );
  }
}

async function requireYes({ around }: Cli): Promise<void> {
  const yes = await asking(around, (asker) => asker.confirm('Approve exactly this?'));
  if (!yes) throw new Failure('invalid_request', 'Not approved. It still waits for an answer.');
}

/** Critical operations take a code of their own: the one of the sign-in is used up. */
async function sign(
  cli: Cli,
  client: Client,
  shown: ApprovalDetail,
  options: ApproveOptions,
): Promise<ApprovalDetail> {
  const body = {
    action_sha256: shown.action_sha256,
    display_sha256: shown.display_sha256,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
  const params = { id: shown.id };
  try {
    return await client('approve', { params, body });
  } catch (error) {
    const needsCode = error instanceof RequestFailed && error.code === 'step_up_required';
    if (!needsCode || cli.around.stdin.isTTY !== true) throw error;
    const code = await asking(cli.around, (asker) =>
      askCode(asker, 'This needs one more code (wait for the next):'),
    );
    return client('approve', { params, body: { ...body, code } });
  }
}

async function lookForOutcome(
  { around }: Cli,
  client: Client,
  decided: ApprovalDetail,
): Promise<ApprovalDetail> {
  let seen = decided;
  for (let look = 0; look < OUTCOME_LOOKS && seen.outcome === null; look += 1) {
    await around.wait(OUTCOME_EVERY_MS);
    seen = await client('readApproval', { params: { id: decided.id } });
  }
  return seen;
}
