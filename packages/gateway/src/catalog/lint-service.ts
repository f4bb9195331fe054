import { splitBaseUrl } from './base-url.ts';
import { didYouMean } from './did-you-mean.ts';
import { reservedHeader } from './headers.ts';
import type { LintProblem } from './lint-problem.ts';
import type { Manifest } from './manifest.ts';

/** Base URL, headers, and the operations the gateway may call for itself. */
export function lintService(manifest: Manifest): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) =>
    problems.push({ path, severity: 'error', message });

  const base = splitBaseUrl(manifest.service.base_url);
  if (!base.ok) report(['service', 'base_url'], base.message);
  else if (!base.origin.startsWith('https:')) {
    report(['service', 'base_url'], 'must be https; a connection may name its own http address on loopback');
  }
  if (manifest.auth.kind === 'oauth_refresh') {
    const token = splitBaseUrl(manifest.auth.token_url);
    if (!token.ok) report(['auth', 'token_url'], token.message);
    else if (!token.origin.startsWith('https:') || token.prefix === '')
      report(['auth', 'token_url'], 'must be https and have a path, e.g. https://accounts.example.com/token');
  }
  for (const name of Object.keys(manifest.service.headers)) {
    if (reservedHeader(name))
      report(['service', 'headers', name], `'${name}' belongs to the gateway; remove it`);
  }
  if (
    manifest.auth.kind === 'header' &&
    manifest.auth.name !== 'authorization' &&
    reservedHeader(manifest.auth.name)
  ) {
    report(
      ['auth', 'name'],
      `'${manifest.auth.name}' cannot carry a credential; name the service's own header`,
    );
  }
  const speaksGraphql = Object.values(manifest.operations).some(({ binding }) => binding.kind === 'graphql');
  if (speaksGraphql && manifest.service.reply_errors === undefined) {
    report(['service'], "needs reply_errors: GraphQL answers 200 to what failed; say where, e.g. '/errors'");
  }
  if (!speaksGraphql && manifest.service.reply_errors !== undefined) {
    report(['service', 'reply_errors'], 'is read for GraphQL operations only, and there is none; remove it');
  }
  if (Object.keys(manifest.operations).length === 0)
    report(['operations'], 'is empty; describe at least one operation');

  const own: [string | null, (string | number)[]][] = [
    [manifest.purposes.credential_test, ['purposes', 'credential_test']],
    ...manifest.purposes.lookup.map((name, index): [string, (string | number)[]] => [
      name,
      ['purposes', 'lookup', index],
    ]),
  ];
  for (const [name, path] of own) {
    if (name === null) continue;
    const operation = Object.hasOwn(manifest.operations, name) ? manifest.operations[name] : undefined;
    if (operation === undefined) {
      const meant = didYouMean(name, Object.keys(manifest.operations));
      report(path, `names no operation '${name}'${meant === null ? '' : `; did you mean '${meant}'?`}`);
    } else if (operation.risk !== 'read') {
      report(path, `'${name}' is not a read; the gateway may only read for itself`);
    } else if (path[1] === 'credential_test' && (operation.params.required ?? []).length > 0) {
      report(path, `'${name}' needs arguments; test a credential with an operation that needs none`);
    }
  }
  return problems;
}
