import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Link } from '../../router/router.tsx';
import type { Thing } from './use-things-to-do.ts';

const LOOK: Record<Thing['look'], string> = {
  ask: 'text-ask-solid',
  deny: 'text-deny-solid',
  unknown: 'text-unknown-solid',
  plain: 'text-muted',
};

/** The first one has the strong button: it is the next act. */
export function ThingsToDo({ things }: { things: readonly Thing[] }) {
  if (things.length === 0) return null;
  return (
    <section className="panel" aria-label="To do">
      <ul className="rows">
        {things.map(({ key, icon, look, title, why, to, act }, at) => (
          <li
            key={key}
            className="relative flex items-center gap-4 px-5 py-3 max-md:px-4 max-md:hover:bg-hover"
          >
            <Icon name={icon} className={`size-5 self-start max-md:mt-0.5 md:self-center ${LOOK[look]}`} />
            <div className="min-w-0 flex-1">
              <h2 className="text-body wrap-anywhere">
                <PlainText text={title} />
              </h2>
              <p className="text-small text-muted wrap-anywhere">
                <PlainText text={why} />
              </p>
            </div>
            <Link className={`btn max-md:hidden ${at === 0 ? 'btn-ink' : ''}`} to={to}>
              {act}
            </Link>
            <Link className="after:absolute after:inset-0 md:hidden" to={to} aria-label={`${act}: ${title}`}>
              <Icon name="chevron" className="size-4 text-line-strong" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
