import type { PolicyWire } from '@agentport/contract';
import type { PolicyDocument, PolicySource } from '@agentport/engine';
import { consolePartOf } from '../../policies/index.ts';
import { policyText } from '../../policy-edits/index.ts';

/** The active policy as a person reads it. */
export function presentPolicy(number: number, policy: PolicyDocument): PolicyWire {
  const { tiers, rules, recipients = [] } = policy;
  return {
    number,
    tiers: tiers.map(({ agent = null, connection, operation, effect, source }) => ({
      ...{ agent, connection, operation, effect },
      source: presentSource(source),
    })),
    rules: rules.map(({ id, match, effect, obligations, source }) => ({
      ...{ id, match: { ...match }, effect },
      step_up: obligations.some(({ kind }) => kind === 'step_up'),
      source: presentSource(source),
    })),
    recipients: recipients.map(({ connection, allowed_domains, ask_above = null, source }) => ({
      ...{ connection, allowed_domains: [...allowed_domains], ask_above },
      source: presentSource(source),
    })),
    text: policyText({ tiers, rules, recipients }),
    console_text: policyText(consolePartOf(policy)),
  };
}

/** What nobody owns came with a file that still waits. */
function presentSource({ owner, file, line }: PolicySource = { owner: 'file' }) {
  const place = file === undefined ? null : `${file}${line === undefined ? '' : `:${line}`}`;
  return { owner, place: owner === 'file' ? place : null };
}
