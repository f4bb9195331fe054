// Plays `main.ts control`: run as a process of its own.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const { AGENTPORT_DATA_DIR = '', COMPLAINT } = process.env;
const events = path.join(AGENTPORT_DATA_DIR, 'events');

if (COMPLAINT) {
  process.stderr.write(`starting\nagentport: ${COMPLAINT}\n`);
  process.exit(1);
}
const socketPath = path.join(AGENTPORT_DATA_DIR, 'own.sock');
const server = createServer((request, response) => {
  appendFileSync(events, `${request.method} ${request.url}\n`);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items: [], next: null }));
});
server.listen(socketPath, () => process.stdout.write(`noise\ncontrol ${socketPath}\n`));
process.stdin.resume();
process.stdin.once('end', () => {
  appendFileSync(events, 'ended\n');
  process.exit(0);
});
