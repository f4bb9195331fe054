import type { ComponentProps, ReactNode } from 'react';
import { ActProblem } from './ActProblem.tsx';
import { Dialog } from './Dialog.tsx';

interface FormSheetProps {
  title: string;
  /** what is done with the form; `useAct` makes one */
  act: { readonly error: unknown; readonly isPending: boolean };
  /** says what did not happen */
  trouble: string;
  /** on the button, before and while it happens */
  words: readonly [string, string];
  onSubmit(form: FormData): void;
  onClose(): void;
  children: ReactNode;
}

/** A sheet with some questions and one button. */
export function FormSheet({ title, act, trouble, words, onSubmit, onClose, children }: FormSheetProps) {
  const submit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="grid gap-4" onSubmit={submit} autoComplete="off">
        <ActProblem error={act.error} title={trouble} />
        {children}
        <button className="btn btn-ink btn-big" type="submit" disabled={act.isPending}>
          {act.isPending ? words[1] : words[0]}
        </button>
      </form>
    </Dialog>
  );
}
