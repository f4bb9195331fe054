import { gateway } from '../../api/gateway.ts';
import { ConfirmSheet } from '../../parts/ConfirmSheet.tsx';
import { useAct } from '../../parts/use-act.ts';

interface RemoveAuthenticatorProps {
  /** of this person; by these they confirm from then on */
  passkeys: number;
  onRemoved(): void;
  onClose(): void;
}

export function RemoveAuthenticator({ passkeys, onRemoved, onClose }: RemoveAuthenticatorProps) {
  const remove = useAct(async () => {
    await gateway('removeAuthenticator');
    onRemoved();
  }, ['factors', 'me', 'own-sign-ins', 'audit']);
  return (
    <ConfirmSheet
      title="Remove your authenticator app?"
      act={remove}
      trouble="Nothing was changed."
      words={['Remove', 'Removing…']}
      final
      onClose={onClose}
    >
      <p>
        Its codes open nothing here any more, and your other sign-ins end. You confirm{' '}
        {passkeys > 0 ? 'by passkey' : 'by signing in at your company'} from now on; your recovery codes stay
        as they are.
      </p>
    </ConfirmSheet>
  );
}
