import type { AgentApproval, ErrorBody, HeldBody, PendingBody, ReleasedBody } from '@agentport/contract';
import { errorBody } from '@agentport/contract';
import type { ExitCode } from '../cli.ts';
import { jsonLines, type Line, styled, time } from '../output/lines.ts';
import { OPEN_STATES } from './wait-for.ts';

export type EndBody = ReleasedBody | PendingBody | HeldBody | ErrorBody;

/** What became of an approved or denied call: null while a person is still asked. */
export function endOf(approval: AgentApproval): { body: EndBody; exitCode: ExitCode } | null {
  if (approval.outcome !== undefined) {
    const body = approval.outcome as EndBody;
    return { body, exitCode: 'error' in body ? 1 : body.status === 'released' ? 0 : 2 };
  }
  if (OPEN_STATES.has(approval.state)) return null;
  const message = `The result of ${approval.id} (${approval.state}) was handed out already. Repeat the call to ask anew.`;
  return { body: errorBody('result_collected', message), exitCode: 1 };
}

export function endLines(body: EndBody): Line[] {
  if ('error' in body) return errorLines(body);
  if (body.status === 'released') return jsonLines(body.result);
  if (body.status === 'held') {
    return [styled('yellow', `Accepted: it is sent at ${time(body.until)} unless a person stops it.`)];
  }
  return [
    styled('yellow', `A person must approve this first: ${body.approval.id}`),
    `  ${body.approval.url}`,
    `Nothing was sent so far. It can be approved until ${time(body.approval.approve_before)}.`,
    `Then: agentport await ${body.approval.id}`,
  ];
}

function errorLines({ error, call }: ErrorBody): Line[] {
  const details = error.details === undefined ? [] : jsonLines(error.details);
  const head: Line = [styled('red', error.code), `  ${error.message}`];
  return [head, ...details, ...(call === undefined ? [] : [styled('dim', call.id)])];
}
