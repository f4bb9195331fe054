import type { OpenedGateway } from '../support/open-gateway.ts';

/** An installation whose `agentport.yaml` allows, asks, denies and rules, with one key in the environment and one in a file. */
export const YAML = `
integrations:
  stripe:
    api_key: \${STRIPE_KEY}
    base_url: http://127.0.0.1:9
    permissions:
      list_customers: auto_approve
      create_refund: ask_approve
      create_customer: ask_approve
      create_charge: deny
  github:
    token: \${file:github.key}
    base_url: http://127.0.0.1:9
    permissions:
      create_issue: ask_approve
      "delete_*": deny
agents:
  clerk:
    permissions:
      stripe:
        create_refund: deny
rules:
  - id: no-admin
    match:
      risk: admin
    effect: deny
  - id: money-needs-a-code
    match:
      connection: stripe
      risk: financial
    effect: ask_approve
    step_up: true
approvals:
  approve_within_minutes: 30
`;

export const OPTIONS = {
  yaml: YAML,
  files: { 'github.key': 'ghp_plainlyFakeTokenNumberOne00000000000\n' },
  env: { STRIPE_KEY: 'sk_test_plainlyFakeKeyNumberOne', OTHER_KEY: 'sk_test_plainlyFakeKeyNumberTwo' },
};

/** The file says something else from now on. */
export async function load(opened: OpenedGateway, yaml: string) {
  opened.write('agentport.yaml', yaml);
  return opened.gateway.configFile.load();
}
