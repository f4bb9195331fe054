import type { InvitedWire } from '@agentport/contract';
import { useEffect, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Link } from '../../router/router.tsx';
import { setupToken } from '../setup/setup-token.ts';
import { useComingIn } from '../setup/use-coming-in.tsx';
import { AboutGuest } from './AboutGuest.tsx';

const TITLE = 'You are invited';

/** A person comes in by the link that was made for them: who they are, a second factor, recovery codes. */
export function InvitationScene() {
  const [token] = useState(() => setupToken(window.location.hash, window.location.search));
  const [invited, setInvited] = useState<InvitedWire | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const comingIn = useComingIn((body) =>
    gateway('confirmInvitation', { body: { token: token ?? '', ...body } }),
  );
  useEffect(() => {
    if (token === null) return;
    // The token is a key: it must not stay in the address bar, the history or a screenshot.
    window.history.replaceState(null, '', '/invitation');
    gateway('lookInvitation', { body: { token } }).then(setInvited, setProblem);
  }, [token]);

  if (token === null) {
    return (
      <Door title={TITLE}>
        <Notice tone="ask" title="This link is not complete.">
          Open the whole link you were given.
        </Notice>
        <SignInInstead />
      </Door>
    );
  }
  if (problem !== null) {
    return (
      <Door title={TITLE}>
        <ErrorNotice error={problem} title="This invitation does not open." />
        <SignInInstead />
      </Door>
    );
  }
  if (comingIn.step) return comingIn.step;
  if (!invited) return <Door title={TITLE}>{null}</Door>;
  return <AboutGuest token={token} invited={invited} {...comingIn.given} />;
}

function SignInInstead() {
  return (
    <Link className="link justify-self-start self-start" to="/sign-in">
      Already here? Sign in
    </Link>
  );
}
