import { z } from 'zod';
import { configFile } from './schema.ts';

/** What agentport.yaml may say, as a JSON Schema: editors complete names and mark what the gateway would refuse. */
export function configFileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configFile, { target: 'draft-7', io: 'input' });
  return { title: 'agentport.yaml', ...schema };
}
