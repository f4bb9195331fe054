import type { PolicyWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { POLICY_TOUCHES, savePolicy } from '../../parts/save-policy.ts';
import { useStepUp } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Changes, changeCounts } from './Changes.tsx';

interface PolicyEditorProps {
  policy: PolicyWire;
  onClose(): void;
}

/** The part the console owns, as text. It is checked before it can be saved; a mistake names its line. */
export function PolicyEditor({ policy, onClose }: PolicyEditorProps) {
  const [text, setText] = useState(policy.console_text);
  const stepped = useStepUp();
  const base = policy.number;
  const check = useAct(() => gateway('proposePolicy', { body: { base, text, dry: true } }), []);
  const save = useAct(async () => {
    await savePolicy({ base, text }, stepped);
    onClose();
  }, POLICY_TOUCHES);
  const edit = (next: string) => {
    setText(next);
    check.reset();
    save.reset();
  };
  const lines = Math.max(12, text.split('\n').length);
  return (
    <Panel title="Edit what this console owns">
      <div className="grid grid-cols-1 gap-4">
        <p className="text-muted">
          The words of agentport.yaml: integrations, agents, rules. What the file says stays as it is.
        </p>
        <div className="grid grid-cols-[auto_minmax(0,1fr)] rounded-control border border-line-strong bg-surface font-mono text-small has-focus-visible:outline-2 has-focus-visible:outline-accent">
          <pre
            className="border-r border-line px-3 py-2 text-right text-muted select-none"
            aria-hidden="true"
          >
            {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
          </pre>
          <textarea
            className="resize-none overflow-x-auto bg-transparent px-3 py-2 whitespace-pre outline-none"
            rows={lines}
            value={text}
            onChange={(event) => edit(event.target.value)}
            spellCheck={false}
            wrap="off"
            aria-label="Policy of this console"
          />
        </div>
        {check.isError && <ErrorNotice error={check.error} title="It cannot be saved like this." />}
        {save.isError && <ErrorNotice error={save.error} title="Look at what holds before you go on." />}
        {check.data && (
          <section className="grid gap-2" aria-live="polite">
            <h3 className="text-small">It would change: {changeCounts(check.data.changes)}</h3>
            <Changes changes={check.data.changes} />
          </section>
        )}
        <div className="flex justify-end gap-3">
          <button className="btn" type="button" onClick={onClose}>
            Discard
          </button>
          {check.data ? (
            <button
              className="btn btn-ink"
              type="button"
              disabled={save.isPending || check.data.changes.length === 0}
              onClick={() => save.mutate(undefined)}
            >
              {save.isPending ? 'Saving…' : 'Save'}
            </button>
          ) : (
            <button
              className="btn btn-ink"
              type="button"
              disabled={check.isPending}
              onClick={() => check.mutate(undefined)}
            >
              {check.isPending ? 'Checking…' : 'Check'}
            </button>
          )}
        </div>
      </div>
    </Panel>
  );
}
