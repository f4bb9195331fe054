import type { AgentWire } from '@agentport/contract';
import { type ComponentProps, useRef, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents, useConnections, useOperation, useTiers } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { SelectField } from '../../parts/SelectField.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Link, useQueryParam } from '../../router/router.tsx';
import { Answer } from './Answer.tsx';
import { Arguments } from './Arguments.tsx';
import { argumentsOf, parseJson, schemaFields } from './schema-fields.ts';

type Agents = readonly Pick<AgentWire, 'name' | 'test'>[];

/** A call thought through by the steps that judge real ones; for a test agent, really made. */
export function PlaygroundScene() {
  const agents = useAgents();
  const connections = useConnections();
  const failed = agents.error ?? connections.error;
  if (failed) {
    const retry = () => Promise.all([agents.refetch(), connections.refetch()]);
    return <ErrorNotice error={failed} title="The playground could not be loaded." retry={retry} />;
  }
  if (!agents.data || !connections.data) return <Skeleton label="Loading the playground" />;
  const who = agents.data.items.filter(({ status }) => status !== 'removed');
  const where = connections.data.items.filter(({ status }) => status === 'active').map(({ name }) => name);
  return (
    <>
      <PageHead title="What would happen?" windowTitle="Playground">
        Pick what an agent would ask. Thinking it through sends nothing; a test agent can really call.
      </PageHead>
      {who.length === 0 || where.length === 0 ? (
        <Empty icon="gate" title="Nothing to try yet.">
          It takes an agent and a connection.{' '}
          <Link to={where.length === 0 ? '/connections' : '/agents'} className="link">
            {where.length === 0 ? 'Connect a service' : 'Add an agent'}
          </Link>
        </Empty>
      ) : (
        <Trial agents={who} connections={where} />
      )}
    </>
  );
}

const named = (names: readonly string[]) => names.map((name) => [name, name] as const);

function Trial({ agents, connections }: { agents: Agents; connections: readonly string[] }) {
  const names = agents.map(({ name }) => name);
  const [agent, setAgent] = useChoice(useQueryParam('agent'), names);
  const [connection, setConnection] = useChoice(useQueryParam('connection'), connections);
  const [wanted, setWanted] = useState('');
  const operations = useTiers(connection).data?.items.map((row) => row.operation) ?? [];
  const operation = operations.includes(wanted) ? wanted : (operations[0] ?? '');
  const detail = useOperation(connection, operation);
  const fields = schemaFields(detail.data?.parameters ?? {});
  const [asJson, setAsJson] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  type Args = Record<string, unknown>;
  const ask = (args: Args) => ({ body: { agent, connection, operation, args } });
  const explain = useAct((args: Args) => gateway('explainPolicy', ask(args)), []);
  const play = useAct((args: Args) => gateway('playCall', ask(args)), ['approvals', 'agents', 'audit']);
  const forget = () => {
    explain.reset();
    play.reset();
  };
  /** Runs one of the two with what the form says now, and drops what the other one answered. */
  const run = (act: typeof explain.mutate | typeof play.mutate) => {
    if (form.current === null) return;
    const typed = Object.fromEntries(
      [...new FormData(form.current)].map(([name, value]) => [name, String(value)]),
    );
    try {
      const args = asJson ? parseJson(typed['all-arguments'] || '{}', 'This') : argumentsOf(fields, typed);
      setProblem(null);
      forget();
      act(args as Args);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'This cannot be read.');
    }
  };
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    run(explain.mutate);
  };
  const busy = explain.isPending || play.isPending || operation === '';
  return (
    <div className="grid grid-cols-2 items-start gap-5 max-lg:grid-cols-1 max-md:gap-4">
      <Panel title="The request">
        <form ref={form} className="grid gap-4" onSubmit={onSubmit} onChange={forget} autoComplete="off">
          <SelectField
            label="Agent"
            value={agent}
            options={agents.map(({ name, test }) => [name, test ? `${name} (for tests)` : name] as const)}
            onChange={(event) => setAgent(event.target.value)}
          />
          <SelectField
            label="Connection"
            value={connection}
            options={named(connections)}
            onChange={(event) => setConnection(event.target.value)}
          />
          <SelectField
            label="Operation"
            value={operation}
            options={named(operations)}
            onChange={(event) => setWanted(event.target.value)}
            hint={detail.data?.summary}
          />
          {detail.isError && <ErrorNotice error={detail.error} title="Its arguments are not known." />}
          <Arguments key={operation} fields={fields} asJson={asJson} onAsJson={setAsJson} />
          {problem && <p className="text-small text-deny">{problem}</p>}
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            <button className="btn btn-ink btn-big" type="submit" disabled={busy}>
              {explain.isPending ? 'Thinking it through…' : 'What would happen'}
            </button>
            <ActButton
              route="playCall"
              className="btn btn-big"
              disabled={busy || !isTest(agents, agent)}
              onClick={() => run(play.mutate)}
            >
              {play.isPending ? 'Calling…' : 'Really call'}
            </ActButton>
          </div>
          <RealCalls test={isTest(agents, agent)} any={agents.some(({ test }) => test)} />
        </form>
      </Panel>
      <div aria-live="polite">
        <Answer explain={explain} play={play} onAgain={() => run(play.mutate)} />
      </div>
    </div>
  );
}

function isTest(agents: Agents, name: string): boolean {
  return agents.some((agent) => agent.name === name && agent.test);
}

/** One of a list, the wanted one at first where it is there. */
function useChoice(wanted: string | null, all: readonly string[]) {
  const first = wanted !== null && all.includes(wanted) ? wanted : (all[0] ?? '');
  return useState(first);
}

/** What the second button does, or what it takes. */
function RealCalls({ test, any }: { test: boolean; any: boolean }) {
  if (test) {
    return (
      <p className="text-small text-muted">
        A real call is judged, asked about and sent like every other, in the name of this agent. The log names
        you.
      </p>
    );
  }
  return (
    <p className="text-small text-muted">
      {any ? 'Only an agent made for tests can really call here: pick one.' : 'To really call, '}
      {!any && (
        <Link to="/agents" className="link">
          add an agent for tests
        </Link>
      )}
    </p>
  );
}
