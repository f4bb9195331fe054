import { Fault } from '../../kernel/fault.ts';
import { reachCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { ANSWERED, type SomeHandlers } from './handler.ts';

/** between the two words, ms: long enough to tell a proxy that collects from one that hands on */
const APART_MS = 1_000;
/** Anybody may ask, so few are served at one time. */
const AT_ONCE_MAX = 10;

/**
 * For `doctor --phone`: a stream of two words a second apart, a cookie as a sign-in sets it, the time here, and the
 * address the asker seems to come from. Nothing about the installation, and nothing of it counts anywhere.
 */
export function reachHandlers({ clock, publicUrl }: OperatorApiDeps): SomeHandlers<'reach'> {
  let open = 0;
  return {
    async reach({ reply, from }) {
      if (open >= AT_ONCE_MAX) {
        throw new Fault('rate_limited', 'Others are looking just now. Try again in a few seconds.');
      }
      reply.hijack();
      open += 1;
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
        'set-cookie': reachCookie(publicUrl()),
      });
      raw.write(`data: ${JSON.stringify({ now: clock.now(), address: from.address })}\n\n`);
      const cancel = clock.after(APART_MS, () => raw.end('data: {"end":true}\n\n'));
      raw.once('close', () => {
        open -= 1;
        cancel();
      });
      return ANSWERED;
    },
  };
}
