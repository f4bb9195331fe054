import { Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';

/** Before the first call: three steps, the next one open. */
export function FirstDay({ connected, agent }: { connected: boolean; agent: boolean }) {
  const steps = [
    ['Connect a service', 'Its key is sealed here; agents never see it.', '/connections', connected],
    ['Add an agent', 'It gets a token that can ask, and nothing else.', '/agents', agent],
    ['Make the first call', 'It appears here, and every step of it in Activity.', '/agents', false],
  ] as const;
  const next = steps.findIndex(([, , , done]) => !done);
  return (
    <Panel title="The first day" flush>
      <ol className="rows">
        {steps.map(([name, what, to, done], at) => (
          <li key={name} className="flex items-center gap-4 px-5 py-4 max-md:px-4">
            <span
              className={`grid size-7 flex-none place-items-center rounded-full text-small font-semibold ${done ? 'bg-allow-soft text-allow' : 'bg-sunken text-muted'}`}
              aria-hidden="true"
            >
              {done ? '✓' : at + 1}
            </span>
            <div className="min-w-0 flex-1">
              <h3>
                {name}
                {done && <span className="text-small font-normal text-muted"> · done</span>}
              </h3>
              <p className="text-small text-muted">{what}</p>
            </div>
            {at === next && (
              <Link className="btn btn-ink" to={to}>
                Start
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
