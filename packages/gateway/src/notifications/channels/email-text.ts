import type { Message } from '../message.ts';

/** Plain text. A mail program may turn addresses in it into links: what agents wrote is set apart and never led with. */
export function textOf(message: Message): string {
  return [message.headline, ...linesOf(message), '', `Open it: ${message.link}`, '', silenceOf(message)].join(
    '\n',
  );
}

function silenceOf({ kind }: Message): string {
  const silence = 'Answering this mail does nothing.';
  return kind === 'account' ? silence : `${silence} No answer to the request means no.`;
}

const NOT_YOU = 'If it was not you: open it, sign out everywhere, and tell whoever looks after this gateway.';

/** No line becomes a link in a mail program: an address that an agent wrote is one nobody should press here. */
function linesOf(message: Message): string[] {
  return wordsOf(message).map((line) => line.replaceAll('://', '[://]'));
}

function wordsOf({ approval, flood, kind }: Message): string[] {
  if (kind === 'account') return ['', NOT_YOU];
  if (flood) return ['', `${flood.agent} has ${flood.count} requests waiting.`];
  if (!approval) return [];
  const { subject, answer } = approval;
  const lines = answer === null ? [] : ['', `${answer}.`];
  if (!subject) return lines;
  lines.push(
    '',
    subject.title,
    `${subject.agent} asks, through ${subject.connection}. Risk: ${approval.risk}.`,
  );
  if (subject.values)
    lines.push('', subject.target, ...subject.values.map(({ name, value }) => `${name}: ${value}`));
  return lines;
}

/** The same as HTML, all of it escaped; the one link is ours, and nothing is loaded from anywhere. */
export function htmlOf(message: Message): string {
  const lines = linesOf(message)
    .filter((line) => line !== '')
    .map((line) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`);
  return [
    '<!doctype html><html><body style="font:15px/22px system-ui,sans-serif">',
    `<p style="margin:0 0 16px"><strong>${escapeHtml(message.headline)}</strong></p>`,
    ...lines,
    `<p style="margin:16px 0"><a href="${escapeHtml(message.link)}">Open it in AgentPort</a></p>`,
    `<p style="color:#55625b">${silenceOf(message)}</p>`,
    '</body></html>',
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
