import { useCallback, useEffect, useRef, useState } from 'react';

/** Long enough that it cannot be a slip, short enough to do forty times a day, ms. */
export const HOLD_MS = 600;

export interface Hold {
  readonly holding: boolean;
  start(): void;
  cancel(): void;
}

/** Calls `onDone` once something was held for the whole time without a break. */
export function useHold(enabled: boolean, onDone: () => void): Hold {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const done = useRef(onDone);
  done.current = onDone;
  const cancel = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  }, []);
  const start = useCallback(() => {
    if (!enabled || timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setHolding(false);
      done.current();
    }, HOLD_MS);
  }, [enabled]);
  useEffect(() => {
    if (!enabled) cancel();
  }, [enabled, cancel]);
  useEffect(() => {
    window.addEventListener('blur', cancel);
    return () => {
      window.removeEventListener('blur', cancel);
      cancel();
    };
  }, [cancel]);
  return { holding, start, cancel };
}
