import { useEffect, useRef, useState } from 'react';
import { gateway, knowledge, ME } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Link, navigate } from '../../router/router.tsx';
import { safeNext } from '../../router/safe-next.ts';

/** Where the company's provider sends the browser back to: hands its answer in, and goes on. */
export function CompanyScene() {
  const [query] = useState(() => window.location.search.replace(/^\?/, ''));
  const [problem, setProblem] = useState<unknown>(null);
  const begun = useRef<true | null>(null);
  useEffect(() => {
    if (begun.current !== null) return;
    begun.current = true;
    // The code is a key until it is traded: it must not stay in the address bar or the history.
    window.history.replaceState(null, '', '/sign-in/company');
    void gateway('finishCompanySignIn', { body: { query } }).then(({ me, next }) => {
      if (me) knowledge.setQueryData(ME, me);
      navigate(safeNext(next, window.location.origin), { replace: true });
    }, setProblem);
  }, [query]);
  if (problem === null) {
    return (
      <Door title="Signing in">
        <p className="text-muted" role="status">
          Checking what your company says…
        </p>
      </Door>
    );
  }
  return (
    <Door title="Not signed in">
      <ErrorNotice error={problem} title="Your company’s answer was not taken." />
      <Link className="link" to="/sign-in">
        Back to the sign-in
      </Link>
    </Door>
  );
}
