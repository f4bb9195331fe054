import { buildConsole } from '../build.ts';
import { startFakeGateway } from './fake-gateway.ts';
import { CODE, PASSWORD } from './fake-state.ts';

/** `npm run dev`: the console over a stand-in gateway, for working on pages without a real one. */
const { directory } = await buildConsole();
const fake = await startFakeGateway(directory, { port: 5173 });
process.stdout.write(`${fake.url} (password "${PASSWORD}", code ${CODE}). Ctrl-C ends it.\n`);
