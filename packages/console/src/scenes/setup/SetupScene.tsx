import { useEffect, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Link } from '../../router/router.tsx';
import { AboutYou } from './AboutYou.tsx';
import { setupToken } from './setup-token.ts';
import { useComingIn } from './use-coming-in.tsx';

/** The first person: who they are, a second factor, and the codes for the day the phone is lost. */
export function SetupScene() {
  const [token] = useState(() => setupToken(window.location.hash, window.location.search));
  const comingIn = useComingIn((body) => gateway('confirmSetup', { body: { token: token ?? '', ...body } }));
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
  if (comingIn.step) return comingIn.step;
  return <AboutYou token={token} {...comingIn.given} />;
}
