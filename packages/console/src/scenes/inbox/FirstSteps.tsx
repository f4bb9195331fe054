import { useAgents, useConnections } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Icon, type IconName } from '../../parts/Icon.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';

/** The first day: what is still missing before an agent can ask for anything. */
export function FirstSteps() {
  const connected = (useConnections().data?.items.length ?? 1) > 0;
  const agents = (useAgents().data?.items.length ?? 1) > 0;
  if (connected && agents) {
    return (
      <Empty icon="inbox" title="No agent has asked yet.">
        When one wants something that needs a person, its request stands here, and you are told.
      </Empty>
    );
  }
  return (
    <Panel title="First steps" flush>
      <ol className="rows">
        <Step
          icon="plug"
          to="/connections"
          name="Connect a service"
          what="Its key is sealed here; agents never see it."
          done={connected}
        />
        <Step
          icon="agent"
          to="/agents"
          name="Add an agent"
          what="It gets a token that can ask, and nothing else."
          done={agents}
        />
      </ol>
    </Panel>
  );
}

interface StepProps {
  icon: IconName;
  to: string;
  name: string;
  what: string;
  done: boolean;
}

function Step({ icon, to, name, what, done }: StepProps) {
  return (
    <li className="flex items-center gap-4 px-5 py-3 max-md:px-4">
      <Icon name={done ? 'allow' : icon} className={`size-4.5 ${done ? 'text-allow-solid' : 'text-muted'}`} />
      <div className="min-w-0 flex-1">
        <h3>{name}</h3>
        <p className="text-small text-muted">{what}</p>
      </div>
      {!done && (
        <Link className="btn btn-small" to={to}>
          Start
        </Link>
      )}
    </li>
  );
}
