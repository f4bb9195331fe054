import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Explanation } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { fields, jsonLines, type Line, styled } from '../../output/lines.ts';
import { asOperator } from '../../wire/operator.ts';
import type { OperationName } from '../arguments.ts';

/** What would happen with a call, and why. 0 whatever the answer is: the question was answered. */
export async function explain(
  { around, out }: Cli,
  agent: string,
  { connection, operation }: OperationName,
  argsText: string,
): Promise<ExitCode> {
  const args = await readArgs(around.cwd, argsText);
  const explained = await asOperator(around, ({ client }) =>
    client('explainPolicy', { body: { agent, connection, operation, args } }),
  );
  out.show(explained, () => lines(explained));
  return 0;
}

async function readArgs(cwd: string, text: string): Promise<Record<string, unknown>> {
  try {
    const json = text.startsWith('@') ? await readFile(path.resolve(cwd, text.slice(1)), 'utf8') : text;
    const args: unknown = JSON.parse(json);
    if (typeof args === 'object' && args !== null && !Array.isArray(args))
      return args as Record<string, unknown>;
  } catch (cause) {
    throw new Failure('invalid_json', '--args cannot be read as JSON, or the file of @FILE cannot be read.', {
      cause,
    });
  }
  throw new Failure('invalid_request', '--args must be a JSON object, such as {"limit": 3}.');
}

const LOOK = { allow: 'green', ask: 'yellow', deny: 'red' } as const;

function lines(explained: Explanation): Line[] {
  const { effect, agent, connection, operation, steps, obligations } = explained;
  return [
    [
      styled(LOOK[effect], `${effect} (${explained.tier})`),
      `  ${agent} → ${connection}.${operation}, ${explained.risk}, policy version ${explained.policy_version}`,
    ],
    styled('dim', 'How it came about'),
    ...steps.map(
      (step, at): Line => [
        `${String(at + 1).padStart(3)}. `,
        styled(LOOK[step.effect], step.effect.padEnd(5)),
        ` ${step.text} [${step.code}]`,
      ],
    ),
    ...fields([
      ['Rule', explained.rule ?? '-'],
      [
        'Obligations',
        obligations.map(({ kind, paths }) => (paths ? `${kind} ${paths.join(' ')}` : kind)).join('; ') || '-',
      ],
    ]),
    ...explained.not_known.map((text): Line => styled('dim', `Not known: ${text}`)),
    styled('dim', 'What would be sent'),
    ...jsonLines(explained.wire),
    'Nothing was sent, and nothing was recorded as a call.',
  ];
}
