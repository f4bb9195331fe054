import type { MemberWire, OperatorTokenWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ago, day } from '../../words/time.ts';
import { CreateToken } from './CreateToken.tsx';
import { nameOf, useOperatorTokens } from './queries.ts';

/** Tokens for automation. Those that ended are left out: the log keeps them. */
export function Tokens({ people, now }: { people: readonly MemberWire[]; now: number }) {
  const tokens = useOperatorTokens();
  const [creating, setCreating] = useState(false);
  const revoke = useAct(
    async (id: string) => gateway('revokeOperatorToken', { params: { id } }),
    ['operator-tokens', 'audit'],
  );
  const items = (tokens.data?.items ?? []).filter((token) => token.revoked_at === null);
  const problem = tokens.error ?? (revoke.error instanceof StepUpCancelled ? null : revoke.error);
  return (
    <Panel
      title="Tokens for automation"
      end={
        <ActButton route="createOperatorToken" className="btn btn-small" onClick={() => setCreating(true)}>
          Create a token
        </ActButton>
      }
      flush
    >
      {problem && (
        <div className="px-5 pt-4">
          <ErrorNotice error={problem} title="That did not work." />
        </div>
      )}
      {items.length === 0 ? (
        <p className="px-5 py-4 text-muted max-md:px-4">
          None. A token lets a script do a few named things, for at most 90 days. It can never answer a
          request.
        </p>
      ) : (
        <ul className="rows">
          {items.map((token) => (
            <li
              key={token.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-5 py-3 max-md:px-4"
            >
              <div className="min-w-0">
                <h3 className="wrap-anywhere">
                  <PlainText text={token.name} />
                </h3>
                <p className="text-small text-muted">
                  <TokenWords token={token} people={people} now={now} />
                </p>
              </div>
              <ActButton
                route="revokeOperatorToken"
                className="btn btn-small"
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(token.id)}
              >
                Revoke<span className="sr-only"> {token.name}</span>
              </ActButton>
            </li>
          ))}
        </ul>
      )}
      {creating && <CreateToken onClose={() => setCreating(false)} />}
    </Panel>
  );
}

interface TokenWordsProps {
  token: OperatorTokenWire;
  people: readonly MemberWire[];
  now: number;
}

function TokenWords({ token, people, now }: TokenWordsProps) {
  const ends = Date.parse(token.expires_at);
  return (
    <>
      <span className="mr-2 inline-flex flex-wrap gap-1">
        {token.scopes.map((scope) => (
          <Tag key={scope}>{scope}</Tag>
        ))}
      </span>
      By <PlainText text={nameOf(people, token.created_by)} />,{' '}
      {ends <= now ? <span className="text-deny">ended {day(ends)}</span> : `until ${day(ends)}`}.{' '}
      {token.used_at === null ? 'Never used.' : `Used ${ago(Date.parse(token.used_at), now)}.`}
    </>
  );
}
