import type { RouteReply } from '@agentport/contract';
import { useStatus } from '../../api/queries.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';

interface ConnectAgentProps {
  created: RouteReply<'createAgent'>;
  onDone(): void;
}

/** The token, once, and where to put it. Commands name the variable, so that the token stays out of them. */
export function ConnectAgent({ created, onDone }: ConnectAgentProps) {
  const url = useStatus().data?.public_url ?? window.location.origin;
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="grid grid-cols-1 gap-2">
        <h3>Save the token</h3>
        <p className="text-muted">Shown once. We keep only a fingerprint, so it cannot be shown again.</p>
        <CopyBox text={`export AGENTPORT_TOKEN=${created.token}`} label="the token" />
      </div>
      <div className="grid grid-cols-1 gap-2">
        <h3>Tell the agent where to ask</h3>
        <p className="text-muted">By MCP, for example in Claude Code:</p>
        <CopyBox
          text={`claude mcp add agentport ${url}/mcp --transport http --header "Authorization: Bearer $AGENTPORT_TOKEN"`}
          label="the MCP command"
        />
        <p className="text-muted">Or by plain HTTP:</p>
        <CopyBox
          text={`curl ${url}/v1/operations -H "Authorization: Bearer $AGENTPORT_TOKEN"`}
          label="the HTTP command"
        />
      </div>
      <button className="btn btn-ink btn-big" type="button" onClick={onDone}>
        I saved the token
      </button>
    </div>
  );
}
