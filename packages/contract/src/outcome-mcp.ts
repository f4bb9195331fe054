import type { JsonObject, JsonValue, Outcome, PendingApproval, ReplyPart } from '@agentport/engine';
import { errorBodyOf, pendingBodyOf, type UnhappyOutcome } from './outcome.ts';

/** Content of an MCP tool result (specification 2025-06-18 and later, "Tool result"). */
export type McpContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'audio'; readonly data: string; readonly mimeType: string }
  | {
      readonly type: 'resource_link';
      readonly uri: string;
      readonly name: string;
      readonly mimeType?: string;
    }
  | { readonly type: 'resource'; readonly resource: McpResource };

export type McpResource = { readonly uri: string; readonly mimeType?: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);

/** A tool result. Everything about a call is one of these; JSON-RPC errors are for faults of the protocol. */
export interface McpAnswer {
  readonly content: readonly McpContent[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: true;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

export const APPROVAL_META = 'agentport/approval';
export const CALL_META = 'agentport/call';

/** The outcome table's rows as MCP tool results: an error for the model to read, except while a person is asked. */
export function outcomeToMcp(outcome: Outcome): McpAnswer {
  switch (outcome.kind) {
    case 'released':
      return {
        ...contentOf(outcome.reply.parts, outcome.callId),
        _meta: { [CALL_META]: { id: outcome.callId, replayed: outcome.replayed } },
      };
    case 'pending':
      // No structuredContent: clients that have it show the model nothing else, and the advice would be lost.
      return {
        content: [{ type: 'text', text: pendingText(outcome.approval) }],
        _meta: {
          [APPROVAL_META]: pendingBodyOf(outcome.callId, outcome.approval),
          [CALL_META]: { id: outcome.callId },
        },
      };
    case 'held':
      return {
        content: [{ type: 'text', text: heldText(outcome.until) }],
        _meta: { [CALL_META]: { id: outcome.callId } },
      };
    case 'withheld':
    case 'denied':
    case 'failed':
    case 'outcome_unknown':
    case 'refused':
      return errorAnswer(outcome);
  }
}

function errorAnswer(outcome: UnhappyOutcome): McpAnswer {
  const body = errorBodyOf(outcome);
  const said = outcome.kind === 'failed' && outcome.reply !== null ? outcome.reply.parts : [];
  return {
    content: [
      { type: 'text', text: errorText(outcome, body.error.code, body.error.message) },
      ...contentOf(said, outcome.callId ?? '').content,
    ],
    structuredContent: { ...body },
    isError: true,
    ...(outcome.callId === null ? {} : { _meta: { [CALL_META]: { id: outcome.callId } } }),
  };
}

function errorText(outcome: UnhappyOutcome, code: string, message: string): string {
  const lines = [`${HEADLINE[outcome.kind]} (${code}): ${message}`];
  if (outcome.kind === 'denied') {
    for (const reason of outcome.reasons) {
      lines.push(`- ${[reason.code, reason.rule, reason.detail].filter(Boolean).join(': ')}`);
    }
  }
  if (outcome.kind === 'failed' && outcome.upstreamStatus !== null) {
    lines.push(`The service answered with status ${outcome.upstreamStatus}.`);
  }
  return lines.join('\n');
}

const HEADLINE: Readonly<Record<UnhappyOutcome['kind'], string>> = {
  withheld: 'Done, but the answer was withheld',
  denied: 'Denied, nothing was sent',
  failed: 'Failed',
  outcome_unknown: 'Outcome unknown, do not send it again',
  refused: 'Not accepted',
};

/** What the model must do next, in words it can follow without knowing this product. */
function pendingText(approval: PendingApproval): string {
  return [
    `Not done yet: a person must approve this first (approval ${approval.id}). Nothing was sent so far.`,
    `The person decides at ${approval.url} before ${new Date(approval.approve_before).toISOString()}; tell them if you can.`,
    `Then call the tool await_approval with {"id": "${approval.id}"}, or repeat the identical call: either returns the result once it is approved.`,
    'Do not try to reach the same effect in another way.',
  ].join('\n');
}

function heldText(until: number): string {
  return `Accepted: it will be sent at ${new Date(until).toISOString()} unless a person stops it. Do not call again.`;
}

/** A single JSON object becomes structured content; its text twin is written from the very same value. */
function contentOf(
  parts: readonly ReplyPart[],
  callId: string,
): { content: McpContent[]; structuredContent?: JsonObject } {
  const values = parts.filter((part) => part.kind === 'json').map((part) => part.value);
  const [only] = values;
  return {
    content: parts.map((part, index) => partContent(part, `agentport://calls/${callId}/parts/${index}`)),
    ...(values.length === 1 && isObject(only) ? { structuredContent: only } : {}),
  };
}

function partContent(part: ReplyPart, fallbackUri: string): McpContent {
  switch (part.kind) {
    case 'json':
      return { type: 'text', text: JSON.stringify(part.value) };
    case 'text':
      return part.resource === undefined
        ? { type: 'text', text: part.text }
        : {
            type: 'resource',
            resource: { ...named(part.resource.uri, part.resource.mime), text: part.text },
          };
    case 'binary': {
      const data = Buffer.from(part.bytes).toString('base64');
      if (part.uri === undefined && part.mime.startsWith('image/')) {
        return { type: 'image', data, mimeType: part.mime };
      }
      if (part.uri === undefined && part.mime.startsWith('audio/')) {
        return { type: 'audio', data, mimeType: part.mime };
      }
      return { type: 'resource', resource: { ...named(part.uri ?? fallbackUri, part.mime), blob: data } };
    }
    case 'link':
      return { type: 'resource_link', name: lastSegment(part.uri), ...named(part.uri, part.mime) };
  }
}

function named(uri: string, mime: string | null): { uri: string; mimeType?: string } {
  return mime === null ? { uri } : { uri, mimeType: mime };
}

function lastSegment(uri: string): string {
  return uri.split(/[/?#]/).findLast((segment) => segment !== '') ?? uri;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
