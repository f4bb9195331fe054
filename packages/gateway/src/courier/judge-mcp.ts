import type { Reply, Scrubber } from '@agentport/engine';
import type { McpAnswer } from '../upstream/index.ts';
import { answered, judgeInterrupted, judgeNotSent, judgeReply, type Stakes } from './judge-answer.ts';
import { scrubPart } from './reply.ts';
import { type Ending, notSent } from './sent.ts';

/** What an exchange with an MCP server means for the call. */
export function judgeMcp(answer: McpAnswer, stakes: Stakes, scrubber: Scrubber): Ending {
  switch (answer.kind) {
    case 'not_sent':
      return judgeNotSent(answer.code);
    case 'interrupted':
      return judgeInterrupted(answer.code, stakes);
    case 'rejected':
      return answer.callLeft ? judgeRejected(answer.status, stakes) : noSession({ status: answer.status });
    case 'protocol_error':
      if (!answer.callLeft) return noSession({});
      return judgeReply(replyOf([{ kind: 'text', text: scrubber.text(answer.message) }], true), stakes, null);
    case 'answered': {
      const parts = answer.parts.map((part) => scrubPart(part, scrubber));
      return judgeReply(replyOf(parts, answer.isError), stakes, null);
    }
  }
}

function judgeRejected(status: number, stakes: Stakes): Ending {
  if (status >= 300 && status < 400) {
    const message =
      'The MCP server answered with a redirect, which is not followed. An operator can check the base URL.';
    return answered('failed', 'upstream_redirect', message, { status });
  }
  return judgeReply({ status, headers: [], parts: [], is_error: true }, stakes, null);
}

/** The server refused before the call itself was sent: whatever it answered, the call had no effect. */
function noSession(details: { status?: number }): Ending {
  const message =
    'The MCP server refused the session. Nothing was sent; an operator can check URL and credential.';
  return notSent('upstream_error', message, details);
}

function replyOf(parts: Reply['parts'], isError: boolean): Reply {
  return { status: 200, headers: [], parts, is_error: isError };
}
