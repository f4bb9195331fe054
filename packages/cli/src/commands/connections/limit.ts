import { CONNECTION_LIMIT_RANGES, type ConnectionWire } from '@agentport/contract';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { fields, type Line, styled } from '../../output/lines.ts';
import { asOperator } from '../../wire/operator.ts';
import { wholeNumber } from '../arguments.ts';

const SECOND_MS = 1_000;
const [CALLS_LEAST, CALLS_MOST] = CONNECTION_LIMIT_RANGES.concurrent_calls;
const [MS_LEAST, MS_MOST] = CONNECTION_LIMIT_RANGES.deadline_ms;

type Limits = ConnectionWire['limits'];

/** `none` takes back what people said: commander hands no `null` on. */
type NumberOrNone = number | 'none';

interface LimitOptions {
  readonly calls?: NumberOrNone;
  readonly seconds?: NumberOrNone;
}

/** `connections limit`: what is not named stays as it is. */
export function addLimitCommand(connections: Command, { around, out, act }: Cli): void {
  connections
    .command('limit')
    .description('how much a connection carries, on each gateway; without options, what holds now')
    .argument('<name>')
    .option('--calls <n>', 'calls at one time, or "none"', numberOrNone(CALLS_LEAST, CALLS_MOST))
    .option(
      '--seconds <n>',
      'for one call, or "none"',
      numberOrNone(MS_LEAST / SECOND_MS, MS_MOST / SECOND_MS),
    )
    .action(
      act(async (name: string, options: LimitOptions) => {
        const connection = await asOperator(around, async ({ client }) => {
          const now = await client('readConnection', { params: { name } });
          if (options.calls === undefined && options.seconds === undefined) return now;
          return client('limitConnection', { params: { name }, body: said(now.limits, options) });
        });
        out.show(connection, () => limitLines(connection));
        return 0;
      }),
    );
}

function said({ said: before }: Limits, { calls, seconds }: LimitOptions) {
  return {
    concurrent_calls: changed(calls, before.concurrent_calls, 1),
    deadline_ms: changed(seconds, before.deadline_ms, SECOND_MS),
  };
}

function changed(to: NumberOrNone | undefined, before: number | null, unit: number): number | null {
  if (to === undefined) return before;
  return to === 'none' ? null : to * unit;
}

function numberOrNone(min: number, max: number): (text: string) => NumberOrNone {
  const number = wholeNumber(min, max);
  return (text) => (text === 'none' ? text : number(text));
}

const BY: Record<Limits['set_by']['deadline_ms'], string> = {
  file: 'as agentport.yaml says',
  console: 'as people said',
  integration: 'as the integration says',
  gateway: "the gateway's own",
};

function limitLines({ name, limits }: ConnectionWire): Line[] {
  const { concurrent_calls, deadline_ms, set_by } = limits;
  return fields([
    ['Connection', styled('bold', name)],
    ['At one time', `${concurrent_calls} calls, ${BY[set_by.concurrent_calls]}`],
    ['One call', `${deadline_ms / SECOND_MS} seconds at most, ${BY[set_by.deadline_ms]}`],
  ]);
}
