import type { Me } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Field } from '../../parts/Field.tsx';

interface RecoveryProps {
  busy: boolean;
  enter(by: () => Promise<Me>): void;
}

/** For the day the passkey is gone, and there never was a password. */
export function Recovery({ busy, enter }: RecoveryProps) {
  const [open, setOpen] = useState(false);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    enter(() => gateway('recover', { body: { email: text('recovery-email'), code: text('recovery-code') } }));
  };
  if (!open) {
    return (
      <button
        className="link justify-self-start self-start text-small"
        type="button"
        onClick={() => setOpen(true)}
      >
        I lost my passkey
      </button>
    );
  }
  return (
    <form className="grid gap-4" onSubmit={onSubmit}>
      <p className="text-small text-muted">
        One recovery code lets you in. Then add a new passkey under You: that takes a second code.
      </p>
      <Field
        label="Your e-mail"
        name="recovery-email"
        type="email"
        autoComplete="username"
        required
        autoFocus
      />
      <Field
        label="Recovery code"
        name="recovery-code"
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={40}
        required
      />
      <button className="btn justify-self-start" type="submit" disabled={busy}>
        Use this code
      </button>
    </form>
  );
}
