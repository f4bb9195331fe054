import { type Catalog, didYouMean } from '../catalog/index.ts';
import { MCP, parseBaseUrl } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Declared, DeclaredBlock } from './declared.ts';

/**
 * Compares names in the file with what there is: a misspelt operation would leave the one that was meant as it was, and
 * a deny that denies nothing must not look like one.
 * @throws {Fault} `config_invalid`, `unsafe_setting`; each with file and line
 */
export function checkNames(catalog: Catalog, declared: Declared): void {
  for (const block of declared.blocks) {
    checkIntegration(catalog, block);
    checkAddress(block);
  }
  for (const { connection, operation, source } of declared.content.policy.tiers) {
    const integration = declared.blocks.find(({ name }) => name === connection)?.integration;
    // patterns may reach operations to come; the tools of an MCP server are known once it was asked
    if (integration === undefined || integration === MCP || operation.includes('*')) continue;
    const names = Object.keys(catalog.integration(integration)?.operations ?? {});
    if (names.includes(operation)) continue;
    const what = `${connection} has no operation "${operation}"`;
    throw wrong(`${source?.file}:${source?.line}`, what, didYouMean(operation, names));
  }
}

function checkIntegration(catalog: Catalog, { integration, source }: DeclaredBlock): void {
  if (integration === MCP || catalog.integration(integration)) return;
  const names = [...catalog.integrations().map(({ id }) => id), MCP];
  const what = `There is no integration "${integration}"`;
  throw wrong(source, what, didYouMean(integration, names), `Known: ${names.join(', ')}.`);
}

function checkAddress({ base_url, integration, source }: DeclaredBlock): void {
  try {
    if (base_url !== null) parseBaseUrl(base_url);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const code = error.code === 'unsafe_setting' ? error.code : 'config_invalid';
    throw new Fault(code, `${source}: ${error.message}`);
  }
  if (base_url !== null || integration !== MCP) return;
  throw new Fault('config_invalid', `${source}: an MCP server needs its base_url.`);
}

function wrong(place: string, what: string, guess: string | null, otherwise = 'Correct the name.'): Fault {
  const advice = guess === null ? otherwise : `Did you mean "${guess}"?`;
  return new Fault('config_invalid', `${place}: ${what}. ${advice}`);
}
