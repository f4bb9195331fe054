import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { configFileJsonSchema } from './json-schema.ts';
import { parseConfigFile } from './parse.ts';

test('docs/reference/agentport.schema.json is what the gateway reads now', () => {
  const file = new URL('../../../../docs/reference/agentport.schema.json', import.meta.url);
  const written = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(
    written,
    JSON.parse(JSON.stringify(configFileJsonSchema())),
    'run tools/write-config-schema.ts',
  );
});

const VALID = [
  '',
  'version: 1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
  'integrations:\n  stripe:\n    api_key: ${STRIPE_KEY}\n    permissions:\n      "create_*": ask_approve\n',
  'rules:\n  - id: a\n    match: { risk: admin }\n    effect: deny\n',
  'agents:\n  clerk:\n    permissions:\n      stripe: { create_refund: deny }\n',
  'approvals: { approve_within_minutes: 10 }',
  'tls: { cert: chain.pem, key: key.pem }\ntrusted_proxies: [10.0.0.5, "2001:db8::/32"]\n',
];

const INVALID = [
  'version: 2',
  'integration: {}',
  'integrations:\n  stripe:\n    api_key: ""\n',
  'integrations:\n  stripe:\n    permissions: { list_customers: allow }\n',
  'integrations:\n  stripe:\n    permissions: { "List Customers": deny }\n',
  'rules:\n  - effect: deny\n',
  'rules:\n  - id: a\n    effect: deny\n    when: always\n',
  'approvals: { approve_within_minutes: 0 }',
  'approvals: { approve_within_minutes: 1.5 }',
  'tls: { cert: chain.pem }',
  'trusted_proxies: 10.0.0.5',
];

test('an editor with the schema marks what the gateway refuses, and nothing else', () => {
  const validate = new Ajv({ strict: false }).compile(configFileJsonSchema());
  for (const yaml of VALID) {
    assert.doesNotThrow(() => parseConfigFile(yaml, 'agentport.yaml'), yaml);
    assert.ok(validate(parse(yaml) ?? {}), `${yaml}: ${JSON.stringify(validate.errors)}`);
  }
  for (const yaml of INVALID) {
    assert.throws(() => parseConfigFile(yaml, 'agentport.yaml'), /^Fault: agentport\.yaml:\d+:\d+: /, yaml);
    assert.ok(!validate(parse(yaml)), yaml);
  }
});
