import type { ApprovalDetail, Me } from '@agentport/contract';
import { useEffect, useRef, useState } from 'react';
import { useBar } from '../../parts/may.ts';
import { useWindowTitle } from '../../parts/PageHead.tsx';
import { StopSheet } from '../../shell/StopSheet.tsx';
import { plainKey } from '../../shell/shortcuts.ts';
import { visibleText } from '../../words/visible.ts';
import { AgentNote } from './AgentNote.tsx';
import { AskHead } from './AskHead.tsx';
import { blockOf } from './block.ts';
import { DecisionPanel } from './DecisionPanel.tsx';
import { OutcomePanel } from './OutcomePanel.tsx';
import { Prints } from './Prints.tsx';
import { SentValues } from './SentValues.tsx';
import { Warnings } from './Warnings.tsx';
import { WhoAsks } from './WhoAsks.tsx';

export function ApprovalPage({ detail, me }: { detail: ApprovalDetail; me: Me }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [stopping, setStopping] = useState(false);
  const stateAtOpening = useRef(detail.state);
  useWindowTitle(visibleText(detail.display.title));
  const pending = detail.state === 'pending';
  const barred = useBar('deny') !== null;
  const changedHere = !pending && stateAtOpening.current === 'pending';
  const decidedBefore = !pending && !changedHere;
  const barOnPhones = pending ? 'max-md:pb-14' : changedHere ? 'max-md:pb-64' : '';
  const openAll = () => setOpened(new Set(detail.display.rows.map((row) => row.pointer)));
  useOpenAllKey(openAll);
  const open = (pointer: string) => setOpened((before) => new Set(before).add(pointer));
  return (
    <article
      className={`grid grid-cols-[minmax(0,1fr)_20.5rem] grid-rows-[auto_1fr] items-start gap-x-8 gap-y-5 max-lg:grid-cols-1 max-lg:grid-rows-none max-md:gap-4 ${barOnPhones}`}
      aria-labelledby="verb"
    >
      <div className="grid min-w-0 grid-cols-1">
        <a className="sr-only focus:not-sr-only focus:justify-self-start" href="#decision">
          Skip to the decision
        </a>
        <AskHead detail={detail} />
      </div>
      <div className="grid min-w-0 grid-cols-1 gap-5 max-lg:order-2 max-md:gap-4">
        <Warnings display={detail.display} compared={detail.compared.values} pending={pending} />
        <SentValues
          state={detail.state}
          display={detail.display}
          compared={detail.compared.values}
          opened={opened}
          onOpen={open}
        />
        {detail.display.note && <AgentNote note={detail.display.note} />}
        <WhoAsks detail={detail} />
      </div>
      <aside
        id="decision"
        tabIndex={-1}
        className={`sticky top-21 col-start-2 row-span-2 row-start-1 grid grid-cols-1 gap-4 outline-none max-lg:static max-lg:col-start-1 max-lg:row-auto ${decidedBefore ? 'max-lg:order-1' : 'max-lg:order-3'}`}
        aria-label={pending ? (barred ? 'The decision' : 'Your decision') : 'What became of it'}
      >
        {pending ? (
          <DecisionPanel
            detail={detail}
            me={me}
            blocked={blockOf(detail, opened)}
            onStop={() => setStopping(true)}
          />
        ) : (
          <OutcomePanel detail={detail} me={me} changedHere={changedHere} />
        )}
        <Prints detail={detail} pending={pending} />
      </aside>
      {stopping && <StopSheet agentId={detail.agent.id} onClose={() => setStopping(false)} />}
    </article>
  );
}

function useOpenAllKey(openAll: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (plainKey(event) === 'e') openAll();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
