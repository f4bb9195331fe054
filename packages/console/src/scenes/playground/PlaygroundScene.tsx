import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents, useConnections, useOperation, useTiers } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useQueryParam } from '../../router/router.tsx';
import { Arguments } from './Arguments.tsx';
import { argumentsOf, parseJson, schemaFields } from './schema-fields.ts';
import { WhatWouldHappen } from './WhatWouldHappen.tsx';

/** A call that is only thought through, by the same steps that judge real ones. */
export function PlaygroundScene() {
  const agents = useAgents();
  const connections = useConnections();
  const failed = agents.error ?? connections.error;
  if (failed) return <ErrorNotice error={failed} title="The playground could not be loaded." />;
  if (!agents.data || !connections.data) return <Skeleton label="Loading the playground" />;
  const who = agents.data.items.filter(({ status }) => status !== 'removed').map(({ name }) => name);
  const where = connections.data.items.filter(({ status }) => status === 'active').map(({ name }) => name);
  return (
    <>
      <PageHead title="What would happen?" windowTitle="Playground">
        Pick what an agent would ask. Nothing is sent and nothing is recorded as a call.
      </PageHead>
      {who.length === 0 || where.length === 0 ? (
        <Empty icon="gate" title="Nothing to try yet.">
          It takes an agent and a connection.
        </Empty>
      ) : (
        <Trial agents={who} connections={where} />
      )}
    </>
  );
}

function Trial({ agents, connections }: { agents: readonly string[]; connections: readonly string[] }) {
  const first = useQueryParam('connection') ?? connections[0] ?? '';
  const [agent, setAgent] = useState(agents[0] ?? '');
  const [connection, setConnection] = useState(connections.includes(first) ? first : (connections[0] ?? ''));
  const [wanted, setWanted] = useState('');
  const tiers = useTiers(connection);
  const names = tiers.data?.items.map((row) => row.operation) ?? [];
  const operation = names.includes(wanted) ? wanted : (names[0] ?? '');
  const detail = useOperation(connection, operation);
  const fields = schemaFields(detail.data?.parameters ?? {});
  const [asJson, setAsJson] = useState(false);
  const explain = useAct((args: Record<string, unknown>) => {
    return gateway('explainPolicy', { body: { agent, connection, operation, args } });
  }, []);
  const [problem, setProblem] = useState<string | null>(null);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
    try {
      const args = asJson ? parseJson(typed['all-arguments'] || '{}', 'This') : argumentsOf(fields, typed);
      setProblem(null);
      explain.mutate(args as Record<string, unknown>);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'This cannot be read.');
    }
  };
  return (
    <div className="grid grid-cols-2 items-start gap-5 max-lg:grid-cols-1 max-md:gap-4">
      <Panel title="The request">
        <form className="grid gap-4" onSubmit={onSubmit} onChange={() => explain.reset()} autoComplete="off">
          <Choice label="Agent" value={agent} options={agents} onChange={setAgent} />
          <Choice label="Connection" value={connection} options={connections} onChange={setConnection} />
          <Choice label="Operation" value={operation} options={names} onChange={setWanted} />
          {detail.data && <p className="text-small text-muted">{detail.data.summary}</p>}
          {detail.isError && <ErrorNotice error={detail.error} title="Its arguments are not known." />}
          <Arguments key={operation} fields={fields} asJson={asJson} onAsJson={setAsJson} />
          {problem && <p className="text-small text-deny">{problem}</p>}
          <button
            className="btn btn-ink btn-big"
            type="submit"
            disabled={explain.isPending || operation === ''}
          >
            {explain.isPending ? 'Thinking it through…' : 'What would happen'}
          </button>
        </form>
      </Panel>
      <div aria-live="polite">
        {explain.isError && (
          <ErrorNotice error={explain.error} title="It would not get as far as the policy." />
        )}
        {!explain.isError && explain.data && <WhatWouldHappen answer={explain.data} />}
        {!explain.isError && !explain.data && (
          <Empty icon="gate" title="The answer appears here.">
            Effect, the rule that gave it, and what exactly would be sent.
          </Empty>
        )}
      </div>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly string[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="grid gap-1.5">
      <span className="font-medium">{label}</span>
      <select className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
