import { writeFileSync } from 'node:fs';
import { configFileJsonSchema } from '../packages/gateway/src/config-file/index.ts';

/** Writes docs/reference/agentport.schema.json, for editors. Run it after a change of what agentport.yaml may say. */
const file = new URL('../docs/reference/agentport.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(configFileJsonSchema(), null, 2)}\n`);
