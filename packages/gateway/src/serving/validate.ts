import { loadCatalog } from '../catalog/index.ts';
import { validateConfigFile } from '../config-file/index.ts';

/**
 * Prints, as one line of JSON, whether an agentport.yaml could be applied.
 * @returns 0 when it could, 1 when not
 */
export async function validateInstallation(
  file: string,
  integrationsDir: string,
  print: (line: string) => void,
): Promise<number> {
  const validation = await validateConfigFile(file, await loadCatalog(integrationsDir));
  print(JSON.stringify({ ...validation, file }));
  return validation.ok ? 0 : 1;
}
