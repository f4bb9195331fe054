import { EFFECT_OF } from '@agentport/contract';
import {
  canonical,
  compile,
  type JsonObject,
  type PolicyDocument,
  PolicyError,
  type PolicySource,
  type RecipientLimit,
  type Tier,
} from '@agentport/engine';
import { nameProblem } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { DeclaredConnection, PolicyContent } from '../policies/index.ts';
import { parseReference, type SecretReference } from './interpolate.ts';
import { bareLimits, limitsOf } from './limits.ts';
import type { ParsedFile } from './parse.ts';
import { namedProxies } from './proxies.ts';
import { retentionOf } from './retention.ts';
import type { ConsolePolicy } from './schema.ts';

/** A connection the file owns, with where its key comes from. */
export interface DeclaredBlock extends DeclaredConnection {
  /** `agentport.yaml:12` */
  readonly source: string;
  /** null when the block names no key: the connection then keeps the key it has */
  readonly key: DeclaredSecret | null;
  /** the parts of a credential that is more than a key */
  readonly fields: { readonly [name: string]: DeclaredSecret } | null;
}

/** One secret as it stands in the file: where it comes from, or itself. */
export interface DeclaredSecret {
  readonly reference: SecretReference;
  readonly literal: string;
}

/** What the file says, in our own words. */
export interface Declared {
  readonly blocks: readonly DeclaredBlock[];
  readonly content: PolicyContent;
}

/**
 * Translates the file.
 * @param file its name for messages
 * @throws {Fault} `config_invalid` for a connection name that cannot be used, or a policy that cannot decide
 */
export function declare(parsed: ParsedFile, file: string): Declared {
  const { content } = parsed;
  const blocks = Object.entries(content.integrations).map(([name, block]): DeclaredBlock => {
    const line = parsed.lineOf(['integrations', name]);
    const wrong = nameProblem(name);
    if (wrong) throw new Fault('config_invalid', `${file}:${line}: ${wrong}`);
    const key = block.api_key ?? block.token ?? null;
    const parts = block.oauth ?? block.basic ?? null;
    if ([block.api_key, block.token, block.oauth, block.basic].filter((one) => one !== undefined).length > 1)
      throw new Fault('config_invalid', `${file}:${line}: ${name} has more than one credential. Keep one.`);
    return {
      name,
      integration: block.integration ?? name,
      base_url: block.base_url ?? null,
      key_from: parts === null ? key && placeOf(key) : Object.values(parts).map(placeOf).join(', '),
      source: `${file}:${line}`,
      key: key === null ? null : secretOf(key),
      fields:
        parts && Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, secretOf(text)])),
    };
  });
  return {
    blocks,
    content: {
      policy: readable(policyOf(parsed, (line) => ({ owner: 'file', file, line }))),
      connections: blocks.map(({ name, integration, base_url, key_from }) => ({
        name,
        integration,
        base_url,
        key_from,
      })),
      times: {
        approve_within: content.approvals.approve_within_minutes * 60_000,
        execute_within: content.approvals.execute_within_minutes * 60_000,
      },
      limits: limitsOf(content),
      retention: retentionOf(content),
      ...namedProxies(content.trusted_proxies),
    },
  };
}

function secretOf(text: string): DeclaredSecret {
  return { reference: parseReference(text), literal: text };
}

/** Where a key comes from, in words that may be stored and shown: never a key that stands in the file itself. */
function placeOf(key: string): string {
  return parseReference(key).kind === 'literal' ? 'written in the file' : key;
}

/** Says where in the file a policy contradicts itself. */
function readable(policy: PolicyDocument): PolicyDocument {
  try {
    compile(policy, 0, null);
    return policy;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const [, list, index] = error.path.split('/');
    const lists: Readonly<Record<string, readonly { source?: PolicySource }[]>> = { ...policy, v: [] };
    const part = lists[list ?? '']?.[Number(index)];
    const { file, line } = part?.source ?? {};
    throw new Fault('config_invalid', `${file}:${line}: ${error.message}`);
  }
}

/** Tiers, rules and recipients as they stand in a text, each with its owner. */
export function policyOf(
  parsed: Pick<ParsedFile, 'lineOf'> & { readonly content: ConsolePolicy },
  sourceAt: (line: number) => PolicySource,
): PolicyDocument {
  const { integrations, agents, rules } = parsed.content;
  const at = (...path: (string | number)[]) => sourceAt(parsed.lineOf(path));
  const tiers: Tier[] = [];
  for (const [connection, { permissions }] of Object.entries(integrations)) {
    for (const [operation, tier] of Object.entries(permissions)) {
      const source = at('integrations', connection, 'permissions', operation);
      tiers.push({ connection, operation, effect: EFFECT_OF[tier], source });
    }
  }
  for (const [agent, block] of Object.entries(agents)) {
    for (const [connection, permissions] of Object.entries(block.permissions)) {
      for (const [operation, tier] of Object.entries(permissions)) {
        const source = at('agents', agent, 'permissions', connection, operation);
        tiers.push({ agent, connection, operation, effect: EFFECT_OF[tier], source });
      }
    }
  }
  const recipients = Object.entries(integrations).flatMap(([connection, block]): RecipientLimit[] => {
    const source = at('integrations', connection, 'recipients');
    return block.recipients ? [{ connection, ...block.recipients, source }] : [];
  });
  return {
    v: 1,
    tiers,
    ...(recipients.length > 0 && { recipients }),
    rules: rules.map((rule, index) => ({
      id: rule.id,
      match: withoutUndefined(rule.match),
      effect: EFFECT_OF[rule.effect],
      obligations: rule.step_up ? [{ kind: 'step_up' as const }] : [],
      source: at('rules', index),
    })),
  };
}

function withoutUndefined<T extends object>(match: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)) as never;
}

/** Whether two contents mean the same: places in the file, and the order of connections and tiers, are not meaning; who owns a tier is. */
export function sameContent(a: PolicyContent, b: PolicyContent): boolean {
  return canonical(bare(a)) === canonical(bare(b));
}

function bare(content: PolicyContent) {
  return {
    connections: sorted(content.connections.map((connection) => ({ ...connection }))),
    times: { ...content.times },
    limits: bareLimits(content.limits),
    retention: { ...content.retention },
    trusted_proxies: [...(content.trusted_proxies ?? [])].sort(),
    tiers: sorted(
      content.policy.tiers.map(({ source, ...tier }) => ({ ...tier, console: source?.owner === 'console' })),
    ),
    recipients: sorted(
      (content.policy.recipients ?? []).map(({ source: _, ...limit }) => ({
        ...limit,
        allowed_domains: [...limit.allowed_domains].sort(),
      })),
    ),
    rules: content.policy.rules.map(({ source: _, match, obligations, ...rule }) => ({
      ...rule,
      match: { ...match },
      obligations: [...obligations],
    })),
  };
}

function sorted<T extends JsonObject>(values: readonly T[]): T[] {
  return values.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}
