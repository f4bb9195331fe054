import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { agentToken } from '../settings.ts';
import type { SignInOptions } from '../terminal/credentials.ts';
import { asAgent } from '../wire/agent.ts';
import { asPerson } from '../wire/as-person.ts';
import { type ApproveOptions, approve } from './approvals/approve.ts';
import { approvalTable } from './approvals/own.ts';
import { approvalPage, summaryTable } from './approvals/page.ts';
import { asReader } from './approvals/read.ts';

export function approvalsCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const approvals = new Command('approvals').description('what waits for a person, and the answer');
  const byPerson = (command: Command) =>
    command
      .option('--email <email>', 'of your sign-in (else the terminal asks)')
      .option('--password-stdin', 'read the password from standard input (else the terminal asks)')
      .option('--code <code>', 'of your authenticator app (else the terminal asks)');

  byPerson(approvals.command('list'))
    .description('what waits; as an agent (AGENTPORT_TOKEN) your own')
    .option('--decided', 'those already answered')
    .action(
      act(async (options: SignInOptions & { decided?: true }) => {
        if (agentToken(around) !== null) {
          const { items } = await asAgent(around).client('listOwnApprovals');
          out.show(items, () => approvalTable(items));
          return 0;
        }
        const state = options.decided ? 'decided' : 'pending';
        const { items } = await asReader(cli, options, (client) =>
          client('listApprovals', { query: { state } }),
        );
        out.show(items, () => summaryTable(items));
        return 0;
      }),
    );

  byPerson(approvals.command('show'))
    .description('exactly what would be sent')
    .argument('<id>')
    .action(
      act(async (id: string, options: SignInOptions) => {
        const approval = await asReader(cli, options, (client) => client('readApproval', { params: { id } }));
        out.show(approval, () => approvalPage(approval));
        return 0;
      }),
    );

  byPerson(approvals.command('approve'))
    .description('approve one action, after it was shown')
    .argument('<id>')
    .option('--reason <text>', 'for the log and the agent')
    .option('--yes', 'do not ask again')
    .action(act((id: string, options: ApproveOptions) => approve(cli, id, options)));

  byPerson(approvals.command('deny'))
    .description('deny it')
    .argument('<id>')
    .option('--reason <text>', 'the agent is told')
    .action(
      act(async (id: string, options: SignInOptions & { reason?: string }) => {
        const body = options.reason === undefined ? {} : { reason: options.reason };
        const denied = await asPerson(around, options, (client) => client('deny', { params: { id }, body }));
        out.show(denied, () => [`Denied ${denied.id}.`]);
        return 0;
      }),
    );

  return approvals;
}
