import type { ApprovalDetail, ApprovalSummary, DisplayModelWire, DisplayRowWire } from '@agentport/contract';
import { fields, type Line, type Piece, styled, table, time } from '../../output/lines.ts';
import { segmentText } from './segments.ts';

export function summaryTable(approvals: readonly ApprovalSummary[]): Line[] {
  if (approvals.length === 0) return ['Nothing waits for an answer.'];
  const rows = approvals.map((approval) => [
    approval.id,
    approval.agent.name,
    `${approval.connection}.${approval.operation}`,
    approval.risk,
    approval.state,
    time(approval.approve_before),
    segmentText(approval.title),
  ]);
  return table(['APPROVAL', 'AGENT', 'OPERATION', 'RISK', 'STATE', 'UNTIL', 'WHAT'], rows);
}

/** Exactly what would be sent, then who asks and why a person is asked. */
export function approvalPage(approval: ApprovalDetail): Line[] {
  const { display } = approval;
  return [
    styled('bold', segmentText(display.title)),
    '',
    ...warningLines(display),
    ...targetLines(display),
    ...display.rows.flatMap(rowLines),
    ...section(
      'Looked up',
      display.lookups.map(({ label, value, at }) => `${label}: ${segmentText(value)} (${time(at)})`),
    ),
    ...section('The agent says', display.note === null ? [] : [segmentText(display.note)]),
    '',
    ...fields([
      ['Approval', styled('bold', approval.id)],
      ['State', approval.state],
      ['Agent', `${segmentText(display.agent)} (${approval.agent.id})`],
      ['Connection', `${display.connection} (${display.integration_title})`],
      ['Operation', display.operation],
      ['Risk', styled(display.risk === 'read' ? 'dim' : 'yellow', display.risk)],
      ['Why asked', approval.reasons.map(reasonText).join('; ')],
      ['Asked', `${time(approval.requested_at)} from ${approval.requester_address ?? 'unknown'}`],
      ['Until', time(approval.approve_before)],
      ['Today', todayText(approval)],
      ['Action', approval.action_sha256],
      ['Page', `${approval.display_sha256} (version ${approval.display_version})`],
    ]),
    ...answerLines(approval),
  ];
}

function targetLines(display: DisplayModelWire): Line[] {
  const { tool, method, url, query = [], headers, body } = display;
  const what = tool ? `${segmentText(tool)} at ${segmentText(url)}` : `${method} ${segmentText(url)}`;
  return [
    [styled('dim', 'Sends  '), what],
    ...section(
      'Query',
      query.map(({ name, value }) => `${segmentText(name)} = ${segmentText(value)}`),
    ),
    ...section(
      'Headers',
      headers.map(({ name, value }) => `${name}: ${segmentText(value)}`),
    ),
    ...(body === null ? [] : [[styled('dim', 'Body   '), `${body.bytes} bytes, SHA-256 ${body.sha256}`]]),
    '',
  ];
}

function rowLines(row: DisplayRowWire): Line[] {
  const indent = '  '.repeat(1 + (row.depth ?? 0));
  const name = row.title ? `${segmentText(row.name)} (${row.title})` : segmentText(row.name);
  const marks: Piece[] = [
    ...(row.meaning === null ? [] : [styled('bold', `  ${row.meaning}`)]),
    ...(row.sent ? [] : [styled('dim', '  checked, not sent')]),
    ...(row.flags.length === 0 ? [] : [styled('yellow', `  ! ${row.flags.join(', ')}`)]),
  ];
  const omitted = row.omitted
    ? [`${indent}  ${row.omitted} characters left out; SHA-256 ${row.sha256 ?? '-'}`]
    : [];
  return [[indent, styled('dim', `${name}: `), segmentText(row.value), ...marks], ...omitted];
}

function warningLines(display: DisplayModelWire): Line[] {
  const omitted = display.rows_omitted ?? 0;
  const lines = display.warnings.map(({ pointer, message }) => `! ${pointer || '/'}: ${message}`);
  if (omitted > 0) lines.push(`! ${omitted} arguments do not fit here. This cannot be approved.`);
  return lines.length === 0 ? [] : [...lines.map((line) => styled('yellow', line)), ''];
}

function answerLines({ answer, outcome }: ApprovalDetail): Line[] {
  return [
    ...(answer === null
      ? []
      : [
          `Answered ${time(answer.at)} by ${answer.by}: ${answer.answer}${answer.reason ? ` (${answer.reason})` : ''}`,
        ]),
    ...(outcome === null ? [] : [outcomeLine(outcome)]),
  ];
}

/** What the gateway did with it. */
export function outcomeLine(outcome: NonNullable<ApprovalDetail['outcome']>): Line {
  const good = outcome.state === 'succeeded' || outcome.state === 'reconciled_succeeded';
  const facts = [
    ...(outcome.upstream_status === null ? [] : [`the service answered ${outcome.upstream_status}`]),
    ...(outcome.duration_ms === null ? [] : [`${outcome.duration_ms} ms`]),
    ...(outcome.message === null ? [] : [outcome.message]),
  ];
  return [
    styled(good ? 'green' : 'yellow', outcome.state),
    facts.length === 0 ? '' : `  ${facts.join(', ')}`,
  ];
}

function reasonText({ code, rule, detail }: ApprovalDetail['reasons'][number]): string {
  return [code, rule, detail].filter(Boolean).join(': ');
}

function todayText({ today }: ApprovalDetail): string {
  return `${today.allowed} allowed, ${today.asked} asked, ${today.denied} denied`;
}

function section(title: string, lines: readonly string[]): Line[] {
  return lines.length === 0 ? [] : [styled('dim', title), ...lines.map((line) => `  ${line}`)];
}
