// Plays the gateway's process for commands that run it: says what it was asked, then does what the test set.
const { CODE = '0', SAYS, COMPLAINT, WAITS } = process.env;

if (WAITS) {
  process.once('SIGTERM', () => process.exit(0));
  process.once('SIGINT', () => process.exit(3));
  setInterval(() => undefined, 1000);
}
if (COMPLAINT) process.stderr.write(`agentport: ${COMPLAINT}\n`);
process.stdout.write(`${SAYS ?? JSON.stringify(process.argv.slice(2))}\n`);
process.exitCode = Number(CODE);
