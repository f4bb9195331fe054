import type { PolicyVersionWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { ago } from '../../words/time.ts';
import { Changes, changeCounts } from './Changes.tsx';
import { RollBack } from './RollBack.tsx';

export function VersionRow({ version, now }: { version: PolicyVersionWire; now: number }) {
  return (
    <li>
      <details className="group">
        <summary className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5 hover:bg-hover max-md:px-4">
          <span className="font-medium">Version {version.number}</span>
          <VersionTag status={version.status} />
          <span className="text-small text-muted">{changeCounts(version.changes)}</span>
          <Icon
            name="chevron"
            className="ml-auto size-4 text-line-strong transition-transform group-open:rotate-90"
          />
        </summary>
        <div className="grid grid-cols-1 gap-3 border-t border-line bg-sunken px-5 py-4 max-md:px-4">
          <p className="text-small text-muted">
            From <PlainText text={version.source} />, written {ago(Date.parse(version.created_at), now)}
            {version.activated_at && `, activated ${ago(Date.parse(version.activated_at), now)}`}
            {version.activated_by && (
              <>
                {' '}
                by <PlainText text={version.activated_by} />
              </>
            )}
            .
          </p>
          <Changes changes={version.changes} />
          {version.status === 'superseded' && <RollBack number={version.number} />}
        </div>
      </details>
    </li>
  );
}

function VersionTag({ status }: { status: PolicyVersionWire['status'] }) {
  if (status === 'active') {
    return (
      <Tag tone="allow" icon="allow">
        Active
      </Tag>
    );
  }
  if (status === 'rejected') {
    return (
      <Tag tone="deny" icon="deny">
        Rejected
      </Tag>
    );
  }
  return <Tag>Replaced</Tag>;
}
