import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { runLoad } from '../harness/load.ts';
import { serve } from '../harness/serve.ts';

/** Load as agents make it: clients of the official SDK, one session each, a new call when the last was answered. */

interface Order {
  readonly url: string;
  readonly token: string | null;
  readonly tool: string;
  readonly concurrency: number;
  readonly ms: number;
  readonly warmMs: number;
}

let count = 0;

serve({}, async (order: Order) => {
  const clients = await Promise.all(Array.from({ length: order.concurrency }, () => connect(order)));
  try {
    return await runLoad(order, async (worker) => {
      const answer = await clients[worker]?.callTool({ name: order.tool, arguments: { id: ++count } });
      if (answer?.isError) throw new Error(`a tool call failed: ${JSON.stringify(answer)}`);
    });
  } finally {
    await Promise.allSettled(clients.map((client) => client.close()));
  }
});

async function connect({ url, token }: Order): Promise<Client> {
  const client = new Client({ name: 'bench', version: '1' });
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}
