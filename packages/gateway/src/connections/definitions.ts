import { parseStrict } from '@agentport/engine';
import { type Catalog, type Definition, definitionFromTools, didYouMean } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Connection } from './connection.ts';

/** The integration of an upstream MCP server: what it can do comes from its own, pinned tool list. */
export const MCP = 'mcp';

/** Finds what a connection can do, building an MCP server's definition once per pinned list. */
export interface DefinitionBook {
  of(connection: Connection): Definition;
  /** The definition a new connection starts with. @throws {Fault} `invalid_request` for an unknown integration */
  start(integration: string): Definition;
}

export function createDefinitionBook(catalog: Catalog): DefinitionBook {
  const built = new Map<string, { tools: string; definition: Definition }>();
  const fromTools = (name: string, tools: string): Definition => {
    const known = built.get(name);
    if (known?.tools === tools) return known.definition;
    const definition = definitionFromTools(name, parseStrict(tools));
    built.set(name, { tools, definition });
    return definition;
  };
  return {
    of(connection) {
      if (connection.integration === MCP) return fromTools(connection.name, connection.tools ?? '[]');
      return known(catalog, connection.integration);
    },
    start: (integration) => (integration === MCP ? fromTools(MCP, '[]') : known(catalog, integration)),
  };
}

function known(catalog: Catalog, integration: string): Definition {
  const definition = catalog.integration(integration);
  if (definition) return definition;
  const names = [...catalog.integrations().map(({ id }) => id), MCP];
  const guess = didYouMean(integration, names);
  throw new Fault(
    'invalid_request',
    `There is no integration "${integration}".${guess ? ` Did you mean "${guess}"?` : ` Known: ${names.join(', ')}.`}`,
  );
}
