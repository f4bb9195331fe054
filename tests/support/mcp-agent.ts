/**
 * An agent as a process of its own: connects to a gateway by MCP, calls one tool and prints the answer as one line of
 * JSON. Run with AGENTPORT_URL and AGENTPORT_TOKEN; arguments are the tool's name and its arguments as JSON.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [tool = '', args = '{}'] = process.argv.slice(2);
const { AGENTPORT_URL, AGENTPORT_TOKEN } = process.env;
const client = new Client({ name: 'test-agent', version: '1' });
await client.connect(
  new StreamableHTTPClientTransport(new URL(`${AGENTPORT_URL}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${AGENTPORT_TOKEN}` } },
  }),
);
console.log('connected');
const answer = await client.callTool({ name: tool, arguments: JSON.parse(args) });
console.log(`answer ${JSON.stringify(answer)}`);
await client.close();
