import { SEEDED } from '@agentport/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** One thing the agent tried, and what it was told. */
export interface DemoStep {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly expected: 'released' | 'denied';
  readonly outcome: 'released' | 'denied' | 'other';
  readonly text: string;
}

/** How long the agent waits for a person, ms. */
const PATIENCE_MS = 30 * 60_000;

const SCRIPT = [
  { tool: 'stripe__list_customers', arguments: { limit: 3 }, expected: 'released' },
  {
    tool: 'stripe__create_refund',
    arguments: {
      charge: SEEDED.charge,
      amount: 4_200,
      customer_id: SEEDED.marta,
      reason: 'requested_by_customer',
    },
    expected: 'released',
  },
  { tool: 'stripe__delete_customer', arguments: { customer: SEEDED.leila }, expected: 'denied' },
] as const;

/** A scripted agent: an ordinary MCP client with nothing but the gateway's address and its own token. */
export async function runAgent(options: {
  url: string;
  token: string;
  print: (line: string) => void;
}): Promise<DemoStep[]> {
  const client = new Client({ name: 'agentport-demo-agent', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(`${options.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${options.token}` } },
  });
  await client.connect(transport);
  const steps: DemoStep[] = [];
  for (const { tool, arguments: args, expected } of SCRIPT) {
    options.print(`agent: ${tool} ${JSON.stringify(args)}`);
    const result = await callUntilAnswered(client, tool, args, options.print);
    const outcome = result.pending
      ? 'other'
      : result.isError
        ? result.denied
          ? 'denied'
          : 'other'
        : 'released';
    options.print(`  ${outcome === 'released' ? 'done' : outcome}: ${shorten(result.text)}\n`);
    steps.push({ tool, arguments: { ...args }, expected, outcome, text: result.text });
  }
  await client.close();
  return steps;
}

interface Answer {
  readonly text: string;
  readonly isError: boolean;
  readonly denied: boolean;
  readonly pending: string | null;
}

/** Calls, and waits with `await_approval` for as long as a person takes. */
async function callUntilAnswered(
  client: Client,
  tool: string,
  args: Record<string, unknown>,
  print: (line: string) => void,
): Promise<Answer> {
  const until = Date.now() + PATIENCE_MS;
  let told = false;
  const onprogress = ({ message }: { message?: string | undefined }) => {
    if (told || !message) return;
    told = true;
    print(`  waits for a person: ${message}`);
  };
  const options = { onprogress, resetTimeoutOnProgress: true, timeout: 120_000 };
  let answer = read(await client.callTool({ name: tool, arguments: args }, options));
  while (answer.pending !== null && Date.now() < until) {
    const name = 'await_approval';
    answer = read(await client.callTool({ name, arguments: { id: answer.pending, wait_s: 50 } }, options));
  }
  return answer;
}

function read(result: Awaited<ReturnType<Client['callTool']>>): Answer {
  const content = Array.isArray(result.content) ? result.content : [];
  const text = content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
  const approval = result._meta?.['agentport/approval'] as { approval?: { id?: string } } | undefined;
  const structured = result.structuredContent as { error?: { code?: string } } | undefined;
  return {
    text,
    isError: result.isError === true,
    denied: structured?.error?.code === 'denied' || /denie[sd]/.test(text),
    pending: approval?.approval?.id ?? null,
  };
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
