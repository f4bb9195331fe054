import type { Me } from '@agentport/contract';
import { unseenOf, useOwnHistory } from '../api/own-history.ts';
import { Icon } from '../parts/Icon.tsx';
import { useNow } from '../parts/use-now.ts';
import { Link } from '../router/router.tsx';
import { ACCOUNT_EVENTS } from '../words/account.ts';
import { count } from '../words/count.ts';
import { ago } from '../words/time.ts';

/** At the next sign-in: what was done to the account meanwhile. It goes once the account's page has shown it. */
export function AccountNews({ me }: { me: Me }) {
  const now = useNow();
  const news = unseenOf(useOwnHistory().data?.items ?? [], me.person.id, now);
  const [newest] = news;
  if (!newest) return null;
  return (
    <p className="grid grid-cols-[auto_auto_1fr] items-center gap-x-3 border-b border-ask-line bg-ask-soft px-8 py-2 text-small text-ask max-md:grid-cols-[auto_1fr_auto] max-md:px-4">
      <Icon name="key" />
      <span>
        {ACCOUNT_EVENTS[newest.what]} {ago(Date.parse(newest.at), now)}
        {news.length > 1 && `, and ${count(news.length - 1, 'more change', 'more changes')} to your account`}.
        Was it you?
      </span>
      <Link to="/account" className="link inline-flex min-h-8 items-center max-md:min-h-11">
        Look
      </Link>
    </p>
  );
}
