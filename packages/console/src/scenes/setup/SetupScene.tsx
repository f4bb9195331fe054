import type { RouteReply } from '@agentport/contract';
import { useEffect, useState } from 'react';
import { gateway, knowledge, ME } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Link, navigate } from '../../router/router.tsx';
import { AboutYou } from './AboutYou.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { setupToken } from './setup-token.ts';

type Enrolment = RouteReply<'beginSetup'>;
type Done = RouteReply<'confirmSetup'> & { byPasskey: boolean };

/** The first person: who they are, a second factor, and the codes for the day the phone is lost. */
export function SetupScene() {
  const [token] = useState(() => setupToken(window.location.hash, window.location.search));
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  useEffect(() => {
    // The token is a key: it must not stay in the address bar, the history or a screenshot.
    if (token !== null) window.history.replaceState(null, '', '/setup');
  }, [token]);

  if (token === null) {
    return (
      <Door title="Set up AgentPort">
        <Notice tone="ask" title="This link is not complete.">
          Open the whole setup link that the gateway printed when it started.
        </Notice>
        <Link className="link" to="/sign-in">
          Already set up? Sign in
        </Link>
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
      setDone({ ...(await gateway('confirmSetup', { body })), byPasskey: false });
    };
    return <SecondFactor enrolment={enrolment} confirm={confirm} onBack={() => setEnrolment(null)} />;
  }
  return (
    <AboutYou
      token={token}
      onEnrolment={setEnrolment}
      onPasskey={(made) => setDone({ ...made, byPasskey: true })}
    />
  );
}
