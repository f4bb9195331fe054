import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Icon } from './Icon.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  /** stands at the side of the page; on a phone it is a page of its own */
  side?: boolean;
  children: ReactNode;
}

/** The browser's own modal: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, side = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // A layout effect: closing gives the focus back only while the dialog is still in the page.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser would begin at the close button.
    dialog?.querySelector<HTMLElement>('form input, form select')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={side ? 'dialog sheet' : 'dialog'} aria-labelledby={id} onCancel={onClose}>
      <div className="sticky top-0 z-1 flex items-center gap-3 border-b border-line bg-raised py-3 pr-3 pl-5">
        <h2 id={id} className="text-lead">
          {title}
        </h2>
        <button
          className="btn btn-quiet btn-small ml-auto px-2"
          type="button"
          onClick={onClose}
          aria-label="Close"
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="p-5">{children}</div>
    </dialog>
  );
}
