import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useState } from 'react';
import { Icon } from '../../parts/Icon.tsx';
import { plainKey } from '../../shell/shortcuts.ts';
import { type Block, rowId } from './block.ts';
import { useHold } from './use-hold.ts';

interface ApproveButtonProps {
  /** high risk is held, the rest is pressed; the key `A` is always held */
  mode: 'press' | 'hold';
  ready: boolean;
  /** why it cannot be used at all */
  blocked: Block | null;
  sending: boolean;
  /** the amount, and what comes next */
  sub: string;
  onApprove(): void;
}

export function ApproveButton({ mode, ready, blocked, sending, sub, onApprove }: ApproveButtonProps) {
  const enabled = ready && blocked === null && !sending;
  const [confirming, setConfirming] = useState(false);
  const hold = useHold(enabled, onApprove);
  useHeldKey(hold.start, hold.cancel);
  const below = blocked === null ? sub : blocked.sub;
  const words = wordsOf({ mode, ready, blocked, sending, confirming, holding: hold.holding });

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    if (mode !== 'hold' || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.start();
  };
  const onKey = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (mode !== 'hold' || (event.key !== ' ' && event.key !== 'Enter')) return;
    event.preventDefault();
    if (event.type === 'keyup') hold.cancel();
    else if (!event.repeat) hold.start();
  };
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked?.pointer != null) return showRow(blocked.pointer);
    if (!enabled) return;
    if (mode === 'press') onApprove();
    // No pointer and no key: a switch or a voice, which cannot hold. It presses twice instead.
    else if (event.detail === 0 && !hold.holding) {
      if (confirming) onApprove();
      setConfirming(!confirming);
    }
  };
  return (
    <button
      className="btn btn-ink btn-big hold flex-col gap-0! py-1"
      type="button"
      aria-disabled={!enabled}
      data-holding={hold.holding || undefined}
      onPointerDown={onPointerDown}
      onPointerUp={hold.cancel}
      onPointerCancel={hold.cancel}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onClick={onClick}
    >
      <span className="flex items-center gap-2">
        <Icon name={blocked !== null ? 'lock' : mode === 'hold' ? 'finger' : 'allow'} />
        <span className={blocked === null ? '' : 'text-small whitespace-normal wrap-anywhere'}>{words}</span>
      </span>
      {below !== '' && <span className="text-micro font-normal">{below}</span>}
    </button>
  );
}

/** The way to what must be opened first. */
function showRow(pointer: string): void {
  const row = document.getElementById(rowId(pointer));
  row?.scrollIntoView({ block: 'center' });
  row?.querySelector('button')?.focus({ preventScroll: true });
}

interface Looks {
  mode: 'press' | 'hold';
  ready: boolean;
  blocked: Block | null;
  sending: boolean;
  confirming: boolean;
  holding: boolean;
}

function wordsOf({ mode, ready, blocked, sending, confirming, holding }: Looks): string {
  if (sending) return 'Approving…';
  if (blocked !== null) return blocked.words;
  if (!ready) return 'Ready in a moment';
  if (holding) return 'Keep holding';
  if (confirming) return 'Press again to approve';
  return mode === 'hold' ? 'Hold to approve' : 'Approve';
}

/** Holding `A` anywhere on the page; letting go early does nothing. */
function useHeldKey(start: () => void, cancel: () => void): void {
  useEffect(() => {
    const down = (event: globalThis.KeyboardEvent) => {
      if (plainKey(event) === 'a' && !event.repeat) start();
    };
    const up = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() === 'a') cancel();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
    };
  }, [start, cancel]);
}
