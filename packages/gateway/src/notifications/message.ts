import type { ChannelDetail } from '@agentport/contract';
import type { DisplayModel, Risk } from '@agentport/engine';
import type { ApprovalView } from '../approvals/index.ts';
import type { AccountChange, DeliveryKind } from '../storage/schema/notifications.ts';
import { shownName, shownText, titleText } from './shown-text.ts';
import { ACCOUNT_HEADLINES } from './to-person.ts';

/** What a message says, before a channel puts it into its own form. Every text is plain and visible, none is escaped yet. */
export interface Message {
  /** of the delivery: the same at every attempt */
  readonly id: string;
  readonly kind: DeliveryKind;
  /** ms UTC */
  readonly at: number;
  /** says that something waits and nothing about it: fit for a lock screen */
  readonly headline: string;
  /** to a page where a person signs in; carries no authority */
  readonly link: string;
  readonly approval: AboutApproval | null;
  /** of a flood */
  readonly flood: { readonly agent: string; readonly count: number } | null;
}

export interface AboutApproval {
  readonly id: string;
  readonly state: ApprovalView['state'];
  readonly risk: Risk;
  readonly approveBefore: number;
  readonly actionSha256: string;
  readonly displaySha256: string;
  readonly stepUp: boolean;
  /** who answered and how, once somebody did */
  readonly answer: string | null;
  /** null where the channel may not say what it is about */
  readonly subject: Subject | null;
}

export interface Subject {
  readonly title: string;
  readonly agent: string;
  readonly connection: string;
  readonly operation: string;
  /** method and address */
  readonly target: string;
  /** every value that would be sent; null where the channel may not show them or they do not fit */
  readonly values: readonly { readonly name: string; readonly value: string }[] | null;
}

const HEADLINES: Readonly<Record<DeliveryKind, string>> = {
  asked: 'A request waits for an answer',
  reminder: 'A request still waits for an answer',
  escalation: 'Nobody has answered a request yet',
  ended: 'A request needs no answer any more',
  digest: 'Many requests wait for an answer',
  test: 'A test message from AgentPort. It arrived.',
  account: 'Your AgentPort account was changed',
};

export function aboutApproval(
  delivery: { readonly id: string; readonly kind: DeliveryKind },
  view: ApprovalView,
  detail: ChannelDetail,
  publicUrl: string,
): Message {
  return {
    id: delivery.id,
    kind: delivery.kind,
    at: view.requestedAt,
    headline: HEADLINES[delivery.kind],
    link: `${publicUrl}/approvals/${view.id}`,
    approval: {
      id: view.id,
      state: view.state,
      risk: view.risk,
      approveBefore: view.approveBefore,
      actionSha256: view.actionSha256,
      displaySha256: view.displaySha256,
      stepUp: view.stepUp,
      answer: answerOf(view),
      subject: detail === 'minimal' ? null : subjectOf(view, detail),
    },
    flood: null,
  };
}

export function aboutFlood(
  delivery: { readonly id: string; readonly kind: DeliveryKind; readonly created_at: number },
  flood: { readonly agent: string; readonly count: number },
  detail: ChannelDetail,
  publicUrl: string,
): Message {
  return {
    id: delivery.id,
    kind: delivery.kind,
    at: delivery.created_at,
    headline: HEADLINES.digest,
    link: `${publicUrl}/`,
    approval: null,
    flood: detail === 'minimal' ? null : { agent: shownName(flood.agent), count: flood.count },
  };
}

export function testMessage(
  delivery: { readonly id: string; readonly created_at: number },
  publicUrl: string,
): Message {
  return {
    id: delivery.id,
    kind: 'test',
    at: delivery.created_at,
    headline: HEADLINES.test,
    link: `${publicUrl}/settings`,
    approval: null,
    flood: null,
  };
}

export function aboutAccount(
  delivery: { readonly id: string; readonly created_at: number },
  change: AccountChange,
  publicUrl: string,
): Message {
  return {
    id: delivery.id,
    kind: 'account',
    at: delivery.created_at,
    headline: ACCOUNT_HEADLINES[change],
    link: `${publicUrl}/account`,
    approval: null,
    flood: null,
  };
}

function subjectOf(view: ApprovalView, detail: ChannelDetail): Subject {
  const { display } = view;
  return {
    title: titleText(display),
    agent: shownText(display.agent),
    connection: shownText(display.connection),
    operation: display.operation,
    target: targetOf(display.target),
    values: detail === 'full' ? valuesOf(display) : null,
  };
}

const VALUES_MAX = 20;
const NAME_CHARACTERS_MAX = 100;
const VALUE_CHARACTERS_MAX = 300;

/** All values or none: whoever decides by a message has seen everything, or is sent to the page. */
function valuesOf(display: DisplayModel): Subject['values'] {
  const { rows, warnings } = display;
  if (rows.length > VALUES_MAX || display.rows_omitted > 0 || warnings.length > 0) return null;
  const shown = rows.map((row) => ({
    name: `${'  '.repeat(row.depth)}${shownText(row.name)}`,
    value: row.meaning === null ? valueText(row) : `${valueText(row)} (${row.meaning})`,
    whole: !row.collapsed && row.omitted === 0 && row.flags.length === 0,
  }));
  const fits = shown.every(
    ({ name, value, whole }) =>
      whole && name.length <= NAME_CHARACTERS_MAX && value.length <= VALUE_CHARACTERS_MAX,
  );
  return fits ? shown.map(({ name, value }) => ({ name, value })) : null;
}

function valueText(row: DisplayModel['rows'][number]): string {
  if (row.type === 'object' || row.type === 'array') return `${row.length ?? 0} values`;
  return shownText(row.value);
}

function targetOf(target: DisplayModel['target']): string {
  if (target.kind === 'mcp') return `${shownText(target.server)}, tool ${shownText(target.tool)}`;
  return `${target.method} ${shownText(target.url)}`;
}

function answerOf({ review, state }: ApprovalView): string | null {
  if (review !== null) {
    return `${shownName(review.operatorName)} ${review.answer === 'approve' ? 'approved' : 'denied'} this`;
  }
  return state === 'pending' ? null : (ENDINGS[state] ?? 'This was settled');
}

const ENDINGS: Readonly<Partial<Record<ApprovalView['state'], string>>> = {
  expired: 'Nobody answered in time, so it was denied',
  cancelled: 'The agent withdrew this',
  stopped: 'A person stopped the agent',
  superseded: 'This was replaced by a new request',
};
