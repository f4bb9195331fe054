import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../packages/contract/src/index.ts';

/** Writes docs/reference/openapi.json from the contract. Run it after a change of the routes. */
const version = '0.1.0';
const file = new URL('../docs/reference/openapi.json', import.meta.url);
const document = openApiDocument({ publicUrl: 'http://localhost:3000', version });
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
