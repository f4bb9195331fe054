import type { PlainUpstream } from '../../upstream/index.ts';
import type { Message } from '../message.ts';
import type { Channel, ChannelKeys, Notifier, Sent } from '../notifier.ts';
import { htmlOf, textOf } from './email-text.ts';

const TIMEOUT_MS = 20_000;

/**
 * Sends one mail to one receiver, over a socket that the destination guard opened. Nobody reads what is answered to it:
 * a mail can tell, never decide (T51). The Message-ID is the same at every attempt.
 */
export function emailNotifier(parts: { plain: PlainUpstream; publicUrl: () => string }): Notifier<'email'> {
  return {
    async send(channel, keys, { message, target }) {
      const { settings } = channel;
      if (settings.security === 'none' && keys.password !== undefined) {
        return { kind: 'refused', code: 'password_in_the_clear', status: null };
      }
      const { createTransport } = await import('nodemailer'); // large, and most gateways send no mail
      const transport = createTransport({
        ...connectionOf(channel, keys),
        getSocket: (_options: unknown, done: (error: Error | null, socket?: object) => void) => {
          parts.plain.connect(settings.host, settings.port).then(
            (connection) => done(null, { connection }),
            (error: unknown) => done(error instanceof Error ? error : new Error('connect failed')),
          );
        },
      });
      try {
        await transport.sendMail({
          envelope: { from: settings.from, to: [target] },
          from: { name: 'AgentPort', address: settings.from },
          to: { name: '', address: target },
          subject: subjectOf(message),
          messageId: `<${message.id}@${new URL(parts.publicUrl()).hostname}>`,
          headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no answer by machines
          text: textOf(message),
          html: htmlOf(message),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return { kind: 'accepted', status: 250 };
      } catch (error) {
        return failureOf(error);
      } finally {
        transport.close();
      }
    },
  };
}

function connectionOf({ settings }: Channel<'email'>, keys: ChannelKeys) {
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    ...(settings.user !== null && keys.password !== undefined
      ? { auth: { user: settings.user, pass: keys.password } }
      : {}),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Phones show it while they are locked: what a request is about stands in the mail only. */
function subjectOf({ headline }: Message): string {
  return headline;
}

function failureOf(error: unknown): Sent {
  if (error instanceof Error && error.name === 'DestinationRefused')
    return { kind: 'refused', code: 'destination_refused', status: null };
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  if (code === 'EAUTH') return { kind: 'refused', code: 'credentials_refused', status };
  if (code === 'ETLS') return { kind: 'refused', code: 'tls_failed', status };
  if (status !== null && status >= 500) return { kind: 'refused', code: 'peer_refused', status };
  if (status !== null) return { kind: 'failed', code: 'peer_failed', status };
  return { kind: 'failed', code: code === 'ETIMEDOUT' ? 'timeout' : 'connect_failed', status: null };
}
