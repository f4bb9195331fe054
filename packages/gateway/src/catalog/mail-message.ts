import { type JsonObject, type JsonValue, jsonPointer } from '@agentport/engine';
import type { ArgumentProblem, Operation } from './definition.ts';
import { type MailAddress, parseMailAddress } from './mail-address.ts';

/** Makes a message one of its kind, and the same again for the same call: nothing in it comes from clock or chance. */
export interface Stamp {
  /** hex SHA-256 of what was asked; boundary and Message-ID are made from it */
  readonly seed: string;
  /** when it was asked, ms UTC: the origination date of RFC 5322 §3.6.1 */
  readonly at: number;
}

/** Arguments a message is made of. A binding that builds one takes these and no other names for them. */
export const MESSAGE_ARGUMENTS = [
  'to',
  'cc',
  'bcc',
  'subject',
  'text',
  'html',
  'attachments',
  'in_reply_to',
  'references',
] as const;

/** All attachments of a message together, decoded. An agent's request may have 1 MiB with everything in it. */
const ATTACHED_BYTES_MAX = 512 * 1024;
const MESSAGE_ID = /^<[!#-;=?A-Z^-~]+@[!#-;=?A-Z^-~]+>$/;
const MEDIA_TYPE = /^(?!multipart\/|message\/)[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

interface Message {
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly in_reply_to: string | null;
  readonly references: readonly string[];
}

interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** Why these (schema-checked) arguments are no message; values are never repeated. */
export function messageProblems(args: JsonObject): readonly ArgumentProblem[] {
  return read(args).problems;
}

/** Domains of everybody in these arguments, and how many they are; null when one of them is no address. */
export function domainsOf(args: JsonObject, names: readonly string[]): readonly string[] | null {
  const all = names.flatMap((name) => texts(args[name]).map((text) => parseMailAddress(text)));
  return all.includes(null) ? null : all.map((one) => one?.domain ?? '');
}

/** The message an operation sends; null when it sends none. Building streams, so it comes before binding. */
export async function messageOf(
  operation: Operation,
  args: JsonObject,
  stamp: () => Stamp,
): Promise<Uint8Array | null> {
  return operation.binding.kind === 'mime' ? composeMessage(args, stamp()) : null;
}

/**
 * The bytes of a message (RFC 5322, MIME) built by nodemailer's composer, which may neither read files nor fetch.
 * Recipients in bcc stay in it: the service takes them from there and removes them.
 * @throws {Error} for arguments that `messageProblems` would have refused
 */
export async function composeMessage(args: JsonObject, stamp: Stamp): Promise<Uint8Array> {
  const { message, problems } = read(args);
  if (problems.length > 0) throw new Error('Arguments that are no message were not checked before.');
  const options = {
    to: people(message.to),
    cc: people(message.cc),
    bcc: people(message.bcc),
    subject: message.subject,
    text: message.text,
    attachments: message.attachments.map((attachment) => ({ ...attachment })),
    ...(message.html === null ? {} : { html: message.html }),
    ...(message.in_reply_to === null ? {} : { inReplyTo: message.in_reply_to }),
    ...(message.references.length === 0 ? {} : { references: [...message.references] }),
    messageId: `<${stamp.seed.slice(0, 40)}@agentport.invalid>`,
    date: new Date(stamp.at),
    baseBoundary: stamp.seed.slice(0, 32),
    boundaryPrefix: '=_agentport',
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer'); // large, and for mails alone
  const node = new MailComposer(options).compile();
  node.keepBcc = true;
  return node.build();
}

function people(addresses: readonly MailAddress[]): { name: string; address: string }[] {
  return addresses.map(({ name, address }) => ({ name, address }));
}

/** One reading for both: what is checked is what is built. */
function read(args: JsonObject): { message: Message; problems: readonly ArgumentProblem[] } {
  const problems: ArgumentProblem[] = [];
  const refuse = (path: readonly (string | number)[], message: string) => {
    problems.push({ path: jsonPointer(path), message: `${path.join('.')} ${message}.`, expected: null });
  };
  const line = (name: string): string => {
    const value = text(args[name]);
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) || !value.isWellFormed())
      refuse([name], 'may not hold a line break or control character');
    return value;
  };
  const body = (name: string): string => {
    const value = text(args[name]);
    if (value.includes('\0') || !value.isWellFormed()) refuse([name], 'holds a character no text can have');
    return value;
  };
  const addresses = (name: string): MailAddress[] =>
    texts(args[name]).flatMap((one, index) => {
      const address = parseMailAddress(one);
      if (address === null)
        refuse([name, index], 'must be one address, e.g. marta@example.com or Marta <marta@example.com>');
      return address ?? [];
    });
  const messageId = (value: string, path: readonly (string | number)[]): string => {
    if (!MESSAGE_ID.test(value)) refuse(path, 'must be a Message-ID, e.g. <abc@mail.example.com>');
    return value;
  };
  const replied = text(args.in_reply_to);
  const message: Message = {
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    subject: line('subject'),
    text: body('text'),
    html: args.html === undefined ? null : body('html'),
    attachments: attachments(args.attachments, refuse),
    in_reply_to: replied === '' ? null : messageId(replied, ['in_reply_to']),
    references: texts(args.references).map((one, index) => messageId(one, ['references', index])),
  };
  return { message, problems };
}

type Refuse = (path: readonly (string | number)[], message: string) => void;

function attachments(value: JsonValue | undefined, refuse: Refuse): Attachment[] {
  const all = (Array.isArray(value) ? value : []).map((one: JsonValue, index): Attachment => {
    const { filename, mime_type, content } = one as JsonObject;
    const at = (part: string) => ['attachments', index, part];
    if (/[\p{C}\p{Zl}\p{Zp}/\\"]/u.test(text(filename)) || /^\.*$/.test(text(filename)))
      refuse(at('filename'), 'must be a plain file name without folders, quotes or control characters');
    if (!MEDIA_TYPE.test(text(mime_type)))
      refuse(at('mime_type'), 'must be a media type in lower case, e.g. application/pdf');
    const bytes = Buffer.from(text(content), 'base64');
    // Node skips what is not base64: only a text that comes back the same is shown and sent the same.
    if (bytes.toString('base64') !== text(content))
      refuse(at('content'), 'must be base64 with padding and without line breaks');
    return { filename: text(filename), contentType: text(mime_type), content: bytes };
  });
  const bytes = all.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > ATTACHED_BYTES_MAX)
    refuse(['attachments'], `may have ${ATTACHED_BYTES_MAX} bytes together (these have ${bytes})`);
  return all;
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return typeof value === 'string' ? [value] : [];
  return value.filter((one): one is string => typeof one === 'string');
}
