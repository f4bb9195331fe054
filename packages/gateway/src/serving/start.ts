import { STANDING_TEXT } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { type Gateway, ORG, openGateway, type Ports } from '../gateway.ts';
import { Fault } from '../kernel/fault.ts';
import { type ControlSocket, serveControlSocket } from './control-socket.ts';
import { serveNetwork } from './network.ts';
import { VERSION } from './version.ts';

/** A running gateway. */
export interface Running {
  readonly gateway: Gateway;
  readonly url: string;
  readonly controlSocket: string;
  /** where the first person begins; null once there is one */
  readonly setupUrl: string | null;
  /** changes of agentport.yaml that wait for a person */
  readonly waitingChanges: number;
  /** why nothing can be changed or sent, when the log does not continue its witness */
  readonly readOnly: string | null;
  readonly recovered: { readonly unknown: number; readonly resumed: number };
  close(): Promise<void>;
}

/** Opens the installation, takes up what an earlier process left, and listens. */
export async function startGateway(config: Config, ports: Ports, consoleDist: string): Promise<Running> {
  const address = { url: config.publicUrl ?? `http://localhost:${config.port}` };
  const gateway = await openGateway(config, ports, () => address.url);
  let control: ControlSocket | null = null;
  try {
    const readOnly = gateway.audit.standing() !== 'intact';
    const { waiting } = readOnly ? { waiting: [] } : await gateway.configFile.load();
    const network = await serveNetwork(gateway, { version: VERSION, consoleDist });
    if (config.publicUrl === null) address.url = `http://localhost:${network.port}`;
    control = await serveControlSocket(gateway, VERSION);
    if (!readOnly) await recordStart(gateway);
    const recovered = readOnly ? { unknown: 0, resumed: 0 } : await gateway.approvals.recover(ORG);
    if (!readOnly) gateway.configFile.watch();
    const link = readOnly ? null : await gateway.operators.createSetupLink();
    const socket = control;
    return {
      gateway,
      url: address.url,
      controlSocket: socket.path,
      setupUrl: link && `${address.url}/setup#${link.token}`,
      waitingChanges: waiting.length,
      readOnly: readOnly ? STANDING_TEXT[gateway.audit.standing()] : null,
      recovered,
      async close() {
        await network.close();
        await socket.close();
        await gateway.close();
      },
    };
  } catch (error) {
    await control?.close();
    await gateway.close();
    throw error;
  }
}

/** Opens the installation for local commands only: nothing listens but the control socket. */
export async function startControl(
  config: Config,
  ports: Ports,
): Promise<{ path: string; close(): Promise<void> }> {
  const url = config.publicUrl ?? `http://localhost:${config.port}`;
  const gateway = await openGateway(config, ports, () => url);
  try {
    if (gateway.audit.standing() === 'intact') await gateway.configFile.load().catch(unlessTwoOwners);
    const control = await serveControlSocket(gateway, VERSION);
    return {
      path: control.path,
      async close() {
        await control.close();
        await gateway.close();
      },
    };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

/** What is claimed twice is settled by a local command, so that one must not stand in the way of all local commands. */
function unlessTwoOwners(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'two_owners') throw error;
}

async function recordStart(gateway: Gateway): Promise<void> {
  await gateway.db.unit((tx) =>
    gateway.audit.append(tx, {
      kind: 'instance.started',
      actor: 'system:start',
      org: ORG,
      details: { version: VERSION },
    }),
  );
}
