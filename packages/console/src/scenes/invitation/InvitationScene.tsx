import type { InvitedWire, RouteReply } from '@agentport/contract';
import { useEffect, useState } from 'react';
import { gateway, knowledge, ME } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Link, navigate } from '../../router/router.tsx';
import { RecoveryCodes } from '../setup/RecoveryCodes.tsx';
import { SecondFactor } from '../setup/SecondFactor.tsx';
import { setupToken } from '../setup/setup-token.ts';
import { AboutGuest } from './AboutGuest.tsx';

type Enrolment = RouteReply<'beginInvitation'>;
type Done = RouteReply<'confirmInvitation'> & { byPasskey: boolean };

const TITLE = 'You are invited';

/** A person comes in by the link that was made for them: who they are, a second factor, recovery codes. */
export function InvitationScene() {
  const [token] = useState(() => setupToken(window.location.hash, window.location.search));
  const [invited, setInvited] = useState<InvitedWire | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [done, setDone] = useState<Done | null>(null);
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
  if (done) {
    const enter = () => {
      knowledge.setQueryData(ME, done.me);
      navigate('/', { replace: true });
    };
    return <RecoveryCodes codes={done.recovery_codes} byPasskey={done.byPasskey} onSaved={enter} />;
  }
  if (enrolment) {
    const confirm = async (code: string) => {
      const body = { token, enrolment: enrolment.enrolment, code };
      setDone({ ...(await gateway('confirmInvitation', { body })), byPasskey: false });
    };
    return <SecondFactor enrolment={enrolment} confirm={confirm} onBack={() => setEnrolment(null)} />;
  }
  if (!invited) return <Door title={TITLE}>{null}</Door>;
  return (
    <AboutGuest
      token={token}
      invited={invited}
      onEnrolment={setEnrolment}
      onPasskey={(made) => setDone({ ...made, byPasskey: true })}
    />
  );
}

function SignInInstead() {
  return (
    <Link className="link justify-self-start self-start" to="/sign-in">
      Already here? Sign in
    </Link>
  );
}
