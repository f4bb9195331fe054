import type { Explanation } from '@agentport/contract';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { WouldBeSent } from './WouldBeSent.tsx';

const SENTENCES: Record<Explanation['effect'], string> = {
  allow: 'It would be sent at once, without asking anybody.',
  ask: 'It would wait for a person; without an answer it is denied.',
  deny: 'It would be denied. Nothing would be sent.',
};

/** Effect first, then how it came about, then what would leave. */
export function WhatWouldHappen({ answer }: { answer: Explanation }) {
  const { effect, steps, findings, obligations, not_known: notKnown } = answer;
  const stepUp = obligations.some(({ kind }) => kind === 'step_up');
  return (
    <div className="grid grid-cols-1 gap-5 max-md:gap-4">
      <Panel title="What would happen" end={<RiskMark risk={answer.risk} whole />}>
        <div className="flex flex-wrap items-center gap-3">
          <EffectTag effect={effect} />
          <p className="text-lead">{SENTENCES[effect]}</p>
        </div>
        {effect === 'ask' && stepUp && (
          <p className="mt-2 text-muted">The person needs a fresh second factor.</p>
        )}
        <h3 className="mt-5 mb-2 text-small">
          Why, by policy version {answer.policy_version}
          {answer.rule && (
            <>
              , rule <code>{answer.rule}</code>
            </>
          )}
        </h3>
        <ol className="rows border-y border-line">
          {steps.map((step) => (
            <li
              key={`${step.step} ${step.text}`}
              className="grid grid-cols-[4.75rem_minmax(0,1fr)] gap-3 py-2 text-small"
            >
              <span>
                <EffectTag effect={step.effect} />
              </span>
              <span className="min-w-0 wrap-anywhere">
                <PlainText text={step.text} />
              </span>
            </li>
          ))}
        </ol>
        {findings.length > 0 && (
          <ul className="mt-4 grid gap-1 text-small">
            {findings.map(({ detector, path, message }) => (
              <li key={`${detector} ${path}`} className="wrap-anywhere">
                <code>{path || '/'}</code> <PlainText text={message} />
              </li>
            ))}
          </ul>
        )}
        {notKnown.length > 0 && (
          <div className="mt-4 text-small text-muted">
            <p>Only the service can tell:</p>
            <ul className="list-disc pl-5">
              {notKnown.map((text) => (
                <li key={text}>
                  <PlainText text={text} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </Panel>
      <WouldBeSent wire={answer.wire} denied={effect === 'deny'} />
    </div>
  );
}
