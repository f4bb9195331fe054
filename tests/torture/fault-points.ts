/**
 * Names the points that a call passes in this process, and does at one of them what was ordered. Only for the processes of
 * tests: it puts itself around the database connections, the HTTP client and the file system of its own process, so that
 * the product has no switch for any of this.
 */
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import type { Wrap } from '../../packages/gateway/src/ports.ts';
import type { Fault, Order, Report } from './faults.ts';
import type { Home } from './installation.ts';
import { STATEMENT_POINTS, UNITS, WIRE_POINTS } from './points.ts';
import { onStatements, type Seen } from './statements.ts';

type Armed = Extract<Order, { kind: 'arm' }>;

let armed: Armed | null = null;
let socket: Socket | null = null;
let say: (report: Report) => void = () => undefined;
const database = onStatements({ before, after });

/** Done at a point: never returns, returns much later, throws, or takes the database away and lets the call go on. */
function reach(point: string): void {
  if (armed?.point !== point) return;
  const { fault } = armed;
  armed = null;
  strike(point, fault);
}

function strike(point: string, fault: Fault): void {
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  if (fault === 'suspend') return void process.kill(process.pid, 'SIGSTOP');
  say({ kind: 'hit', point });
  if (fault === 'throw') throw new Error(`torture: ${point}`);
  database.lose();
}

/** A thrown error on the wire is a broken socket: nothing may be thrown into the client's own code. */
function reachOnWire(point: string): void {
  try {
    reach(point);
  } catch (error) {
    socket?.destroy(error as Error);
  }
}

function before(seen: Seen): void {
  for (const { when, text, name } of STATEMENT_POINTS) {
    if (when === 'before' && text.test(seen.text)) reach(name);
  }
  if (seen.text === 'commit') for (const unit of unitsOf(seen)) reach(`${unit}: commit sent`);
}

function after(seen: Seen): void {
  for (const { when, text, name } of STATEMENT_POINTS) {
    if (when === 'after' && text.test(seen.text)) reach(name);
  }
  const { entry } = seen;
  if (entry !== null) {
    for (const { name, mark } of UNITS) if (mark.test(entry)) reach(`${name}: entry written`);
  }
  if (seen.text === 'commit') for (const unit of unitsOf(seen)) reach(`${unit}: commit acknowledged`);
}

function unitsOf({ transaction }: Seen): string[] {
  return UNITS.filter(({ mark }) => transaction.some((what) => mark.test(what))).map(({ name }) => name);
}

export const wrap: Wrap = {
  courier: (courier) => ({
    async send(send) {
      reach('courier: called');
      const sent = await courier.send(send);
      reach('courier: answered');
      return sent;
    },
  }),
};

for (const [name, point] of WIRE_POINTS) {
  channel(name).subscribe((message) => {
    socket = (message as { socket?: Socket }).socket ?? socket;
    reachOnWire(point);
  });
}

const { rename } = fs;
fs.rename = async (from, to) => {
  reach('witness: draft written');
  await rename(from, to);
  reach('witness: replaced');
};
syncBuiltinESMExports();

/** What a process does besides failing. */
export interface Doing {
  open(home: Home): Promise<void>;
  close(): void;
  disarmed(): void;
}

/** Does what it is told. */
export function obey(reply: (report: Report) => void, doing: Doing): (order: Order) => void {
  say = reply;
  return (order) => {
    if (order.kind === 'open') return void doing.open(order.home);
    if (order.kind === 'close') return doing.close();
    if (order.kind === 'arm') armed = order;
    if (order.kind === 'disarm') {
      armed = null;
      doing.disarmed();
    }
    if (order.kind === 'cut') database.lose();
    say({ kind: 'done', order: order.kind });
  };
}
