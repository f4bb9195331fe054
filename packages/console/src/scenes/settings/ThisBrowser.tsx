import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ago } from '../../words/time.ts';
import { pushStanding, subscribePush, unsubscribePush } from './push.ts';
import { useOwnNotifications } from './queries.ts';

const TOUCHES = ['own-notifications', 'push-standing'];

/** Being told in this browser, and the other browsers in which this person is. */
export function ThisBrowser({ now }: { now: number }) {
  const own = useOwnNotifications();
  const standing = useQuery({ queryKey: ['push-standing'], queryFn: pushStanding }).data;
  const turnOn = useAct(async (key: string) => {
    await gateway('subscribeBrowser', { body: await subscribePush(key) });
  }, TOUCHES);
  const remove = useAct(async (id: string) => {
    await gateway('unsubscribeBrowser', { params: { id } });
  }, TOUCHES);
  const turnOff = useAct(unsubscribePush, TOUCHES);
  const key = own.data?.push_key ?? null;
  const problem = turnOn.error ?? remove.error ?? turnOff.error;
  const browsers = own.data?.browsers ?? [];
  return (
    <Panel title="This browser">
      <div className="grid gap-4">
        {problem && <ErrorNotice error={problem} title="Nothing was changed." />}
        {own.isError && (
          <ErrorNotice
            error={own.error}
            title="Whether this browser is told could not be read."
            retry={own.refetch}
          />
        )}
        {own.isPending && <div className="skeleton h-11" aria-busy="true" />}
        {own.data && key === null && (
          <p className="text-muted">
            Browsers are not told yet. Whoever may change settings adds the channel “Browsers” first.
          </p>
        )}
        {key !== null && standing === 'impossible' && (
          <p className="text-muted">
            This browser takes no messages here. On an iPhone or iPad, add this page to the home screen and
            open it from there.
          </p>
        )}
        {key !== null && standing === 'blocked' && (
          <p className="text-muted">This browser blocks messages of this page. Allow them in its settings.</p>
        )}
        {key !== null && standing === 'off' && (
          <div className="grid gap-3">
            <p className="text-muted">
              A message appears when a request waits, as long as you are signed in here.
            </p>
            <button
              className="btn btn-ink justify-self-start"
              type="button"
              disabled={turnOn.isPending}
              onClick={() => turnOn.mutate(key)}
            >
              {turnOn.isPending ? 'Asking the browser…' : 'Tell me in this browser'}
            </button>
          </div>
        )}
        {key !== null && standing === 'on' && (
          <div className="flex flex-wrap items-center gap-3">
            <p>You are told in this browser.</p>
            <button className="btn btn-small" type="button" onClick={() => turnOff.mutate(undefined)}>
              Stop that
            </button>
          </div>
        )}
        {browsers.length > 0 && (
          <ul className="rows border-t border-line">
            {browsers.map(({ id, label, created_at }) => (
              <li key={id} className="flex flex-wrap items-center gap-3 py-2 text-small">
                <span className="min-w-0 flex-[1_1_14rem] text-muted wrap-anywhere">
                  <PlainText text={label} />, since {ago(Date.parse(created_at), now)}
                </span>
                <button
                  className="btn btn-small"
                  type="button"
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(id)}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
