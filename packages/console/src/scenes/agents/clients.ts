/** Where an agent can run, and what to put there. The same words as in docs/guides/clients, which a test tries. */
export interface Client {
  readonly id: string;
  readonly name: string;
  steps(url: string): readonly Step[];
}

export interface Step {
  readonly say: string;
  readonly text: string;
}

const VARIABLE = 'AGENTPORT_TOKEN';

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const braces = (inside: string): string => `\${${inside}}`;
const bearer = (name: string) => ({ Authorization: `Bearer ${braces(name)}` });
const bridge = (url: string) => ({
  command: 'npx',
  args: ['-y', '@agentport/mcp-server'],
  env: { AGENTPORT_URL: url },
});

export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    steps: (url) => [
      {
        say: 'Run this once in your project.',
        text: `claude mcp add --transport http agentport ${url}/mcp --header "Authorization: Bearer $${VARIABLE}"`,
      },
      {
        say: 'Or keep it in .mcp.json, so that the whole team has it.',
        text: json({
          mcpServers: { agentport: { type: 'http', url: `${url}/mcp`, headers: bearer(VARIABLE) } },
        }),
      },
    ],
  },
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    steps: (url) => [
      {
        say: 'Settings, Developer, Edit Config. Without a token in it the bridge shows a code; type that under Agents.',
        text: json({ mcpServers: { agentport: bridge(url) } }),
      },
    ],
  },
  {
    id: 'codex',
    name: 'Codex',
    steps: (url) => [
      {
        say: 'In ~/.codex/config.toml; the token is read from the environment.',
        text: `[mcp_servers.agentport]\nurl = "${url}/mcp"\nbearer_token_env_var = "${VARIABLE}"\ntool_timeout_sec = 300`,
      },
    ],
  },
  {
    id: 'cursor',
    name: 'Cursor',
    steps: (url) => [
      {
        say: 'In ~/.cursor/mcp.json, or .cursor/mcp.json in a project.',
        text: json({ mcpServers: { agentport: { url: `${url}/mcp`, headers: bearer(`env:${VARIABLE}`) } } }),
      },
    ],
  },
  {
    id: 'vscode',
    name: 'VS Code',
    steps: (url) => [
      {
        say: 'In .vscode/mcp.json; it asks for the token once and keeps it.',
        text: json({
          inputs: [{ type: 'promptString', id: 'agentport', description: 'AgentPort token', password: true }],
          servers: { agentport: { type: 'http', url: `${url}/mcp`, headers: bearer('input:agentport') } },
        }),
      },
    ],
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    steps: (url) => [
      {
        say: 'It writes the token into ~/.gemini/settings.json.',
        text: `gemini mcp add -s user -t http -H "Authorization: Bearer $${VARIABLE}" agentport ${url}/mcp`,
      },
    ],
  },
  {
    id: 'openclaw',
    name: 'OpenClaw',
    steps: (url) => [
      {
        say: 'Then “openclaw mcp probe agentport” connects and lists the tools.',
        text: `openclaw mcp add agentport --url ${url}/mcp --transport streamable-http --header "Authorization=Bearer $${VARIABLE}"`,
      },
    ],
  },
  {
    id: 'http',
    name: 'HTTP',
    steps: (url) => [
      {
        say: 'What it may ask for:',
        text: `curl -sS ${url}/v1/operations -H "Authorization: Bearer $${VARIABLE}"`,
      },
      {
        say: 'Each operation is a POST with JSON arguments.',
        text: `curl -sS ${url}/stripe/list_customers \\\n  -H "Authorization: Bearer $${VARIABLE}" -H "Content-Type: application/json" \\\n  -d '{"limit": 3}'`,
      },
    ],
  },
  {
    id: 'stdio',
    name: 'Stdio',
    steps: (url) => [
      {
        say: 'A program that speaks MCP over stdio and passes everything on.',
        text: `AGENTPORT_URL=${url} npx -y @agentport/mcp-server`,
      },
    ],
  },
];
