import { domainToASCII } from 'node:url';
import { isDomain } from '@agentport/engine';

/** One recipient as it will stand in the message. */
export interface MailAddress {
  /** empty when none was given */
  readonly name: string;
  /** addr-spec with the domain in lower case and punycode */
  readonly address: string;
  /** the domain alone, bare and in lower case */
  readonly domain: string;
}

const CHARACTERS_MAX = 320;
/** RFC 5321 §4.5.3.1 */
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;
/** dot-atom of RFC 5322 §3.2.3. Quoted local parts and comments are refused: programs read them differently. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/**
 * What a display name may not hold: controls, format and private-use characters (T57, and bidi marks that turn text
 * round), what has a meaning in a list of addresses, and `@`, with which a name could pass for another address.
 */
const NOT_IN_A_NAME = /[\p{C}\p{Zl}\p{Zp}<>@"\\,;:()[\]]/u;

/**
 * Reads `marta@example.com` or `Marta Lindqvist <marta@example.com>`: one address, never a list, a group or a route.
 * @returns null for everything else
 */
export function parseMailAddress(text: string): MailAddress | null {
  if (text.length > CHARACTERS_MAX || !text.isWellFormed()) return null;
  const angle = /^([^<>]*)<([^<>]*)>$/.exec(text);
  const name = angle === null ? '' : (angle[1] ?? '').trim();
  if (NOT_IN_A_NAME.test(name)) return null;
  return withName(name, angle === null ? text : (angle[2] ?? ''));
}

function withName(name: string, spec: string): MailAddress | null {
  const at = spec.lastIndexOf('@');
  const local = spec.slice(0, Math.max(at, 0));
  if (local.length > LOCAL_MAX || !LOCAL.test(local)) return null;
  const domain = asciiDomain(spec.slice(at + 1));
  if (domain === null || local.length + 1 + domain.length > ADDRESS_MAX) return null;
  return { name, address: `${local}@${domain}`, domain };
}

/** A domain as it goes over the wire (UTS 46), so that two texts that mean the same host are the same text. */
function asciiDomain(text: string): string | null {
  // The converter also decodes percent signs and strips what is no name; only what it may translate reaches it.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return null;
  const domain = domainToASCII(text);
  return isDomain(domain) && !/^\d+$/.test(domain.slice(domain.lastIndexOf('.') + 1)) ? domain : null;
}
