import type { Me } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { Icon } from '../../parts/Icon.tsx';
import { signWithPasskey } from '../../parts/passkey.ts';

interface PasskeyEntryProps {
  busy: boolean;
  enter(by: () => Promise<Me>): void;
}

/** One press and a look or a finger: no address, no password, no code. */
export function PasskeyEntry({ busy, enter }: PasskeyEntryProps) {
  const byPasskey = async () =>
    gateway('signInByPasskey', { body: await signWithPasskey(await gateway('offerPasskeySignIn')) });
  return (
    <button className="btn btn-ink btn-big" type="button" disabled={busy} onClick={() => enter(byPasskey)}>
      <Icon name="key" />
      {busy ? 'Signing in…' : 'Continue with a passkey'}
    </button>
  );
}
