import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useAgents, useApprovals, useConnections } from '../api/queries.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { PlainText } from '../parts/EscapedText.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useBar } from '../parts/may.ts';
import { navigate } from '../router/router.tsx';
import { type Command, commandsOf, matching } from './commands.ts';

interface CommandMenuProps {
  onClose(): void;
  onStop(): void;
  onHelp(): void;
}

/** Goes anywhere by typing: a page, an agent, a connection, a request by its words or id. */
export function CommandMenu({ onClose, onStop, onHelp }: CommandMenuProps) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const agents = useAgents().data?.items ?? [];
  const connections = useConnections().data?.items ?? [];
  const requests = useApprovals('pending').data?.items ?? [];
  const mayStop = useBar('stopAll') === null;
  const shown = matching(commandsOf({ agents, connections, requests, typed, mayStop }), typed);
  const chosen = Math.min(at, shown.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    if (command.to !== null) navigate(command.to);
    else if (command.key === 'stop') onStop();
    else onHelp();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || shown.length === 0) return;
    event.preventDefault();
    setAt((chosen + step + shown.length) % shown.length);
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          run(shown[chosen]);
        }}
      >
        <input
          className="field"
          type="text"
          role="combobox"
          aria-label="Page, agent, connection or request"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={shown.length > 0 ? `${id}-${chosen}` : undefined}
          aria-autocomplete="list"
          placeholder="Page, agent, connection, or id of a request"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
        <div
          id={`${id}-list`}
          className="-mx-2 h-88 overflow-auto overscroll-contain"
          role="listbox"
          aria-label="Where to go"
        >
          {shown.map((command, index) => (
            <Option
              key={command.key}
              id={`${id}-${index}`}
              command={command}
              chosen={index === chosen}
              onChoose={() => run(command)}
            />
          ))}
        </div>
        <p className="text-small text-muted" role="status">
          {shown.length === 0 && 'Nothing here is called so. The whole id of a request opens it.'}
        </p>
      </form>
    </Dialog>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  chosen: boolean;
  onChoose(): void;
}

function Option({ id, command, chosen, onChoose }: OptionProps) {
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) option.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    <div
      ref={option}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onClick={onChoose}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-hover aria-selected:bg-hover aria-selected:shadow-[inset_0_0_0_1px_var(--color-line-strong)]"
    >
      <Icon name={command.icon} className="size-4.5 flex-none text-muted" />
      <span className="min-w-0 flex-1 truncate">
        <PlainText text={command.name} />
      </span>
      <span className="flex-none text-small text-muted">{command.kind}</span>
    </div>
  );
}
