import type { Config } from '../config.ts';
import type { Running } from './start.ts';

/** What a person reads when the gateway is up. */
export function greet(running: Running, config: Config): string {
  const lines = [
    `AgentPort runs at ${running.url}`,
    '',
    ...(running.setupUrl
      ? ['Set up your sign-in (once, within 24 hours):', `  ${running.setupUrl}`, '']
      : []),
    'Connect an agent:',
    '  npx agentport connections add stripe --name stripe --key-stdin',
    '  npx agentport agents create --name my-agent',
    `  MCP: ${running.url}/mcp   HTTP: POST ${running.url}/{connection}/{operation}   Authorization: Bearer <token>`,
    '',
    `Data: ${config.dataDir}   Root key: ${config.rootKeyFile ?? 'from AGENTPORT_ROOT_KEY'} (back it up, apart from the data)`,
  ];
  if (running.readOnly) lines.push('', `READ-ONLY: ${running.readOnly}`);
  if (running.recovered.unknown > 0) {
    lines.push(
      '',
      `${running.recovered.unknown} calls were running when the gateway last stopped. Nobody knows what became of them: look at them in the console.`,
    );
  }
  if (running.waitingChanges > 0) {
    lines.push(
      '',
      `${running.waitingChanges} changes in ${config.configFile} loosen something and wait for a person: ${running.url}/policy`,
    );
  }
  return lines.join('\n');
}
