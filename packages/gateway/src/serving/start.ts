import { STANDING_TEXT } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { type Gateway, ORG, openGateway } from '../gateway.ts';
import { Fault } from '../kernel/fault.ts';
import { UNPROVEN_TEXT } from '../policies/index.ts';
import type { Ports } from '../ports.ts';
import { keySourceOf } from '../root-key.ts';
import { type ControlSocket, serveControlSocket } from './control-socket.ts';
import { serveNetwork } from './network.ts';
import { type Unsealed, type WhileSealed, waitForPassphrase } from './sealed.ts';
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
  /** takes up a renewed certificate now */
  lookAtCertificate(): void;
  close(): Promise<void>;
}

/** Opens the installation, takes up what an earlier process left, and listens. */
export async function startGateway(
  config: Config,
  ports: Ports,
  consoleDist: string,
  whileSealed?: WhileSealed,
): Promise<Running> {
  const scheme = config.tls ? 'https' : 'http';
  const address = { url: config.publicUrl ?? `${scheme}://localhost:${config.port}` };
  const { gateway, passphrase } = await openWithVault(config, ports, () => address.url, whileSealed);
  let control: ControlSocket | null = null;
  try {
    const readOnly = gateway.audit.standing() !== 'intact';
    const { waiting } = readOnly ? { waiting: [] } : await gateway.configFile.load();
    const network = await serveNetwork(gateway, { version: VERSION, consoleDist });
    if (config.publicUrl === null) address.url = `${scheme}://localhost:${network.port}`;
    control = await serveControlSocket(gateway, VERSION);
    if (!readOnly) await recordStart(gateway, passphrase);
    if (!gateway.policies.isProven()) ports.logger.error({}, UNPROVEN_TEXT);
    const recovered = readOnly ? { unknown: 0, resumed: 0 } : await gateway.approvals.recover(ORG);
    if (!readOnly) gateway.configFile.watch();
    if (!readOnly) {
      gateway.retention.start();
      gateway.activity.start();
    }
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
      lookAtCertificate: network.lookAtCertificate,
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

async function recordStart({ db, audit }: Gateway, passphrase: Unsealed | null): Promise<void> {
  await db.unit(async (tx) => {
    const details = { version: VERSION };
    await audit.append(tx, { kind: 'instance.started', actor: 'system:start', org: ORG, details });
    if (passphrase === null) return;
    await audit.append(tx, {
      kind: 'vault.unsealed',
      actor: 'local-administrator',
      org: ORG,
      details: { by: 'passphrase', wrong_passphrases: passphrase.refused },
    });
  });
}

/**
 * Opens the gateway, with a passphrase where its root key is sealed by one.
 * @throws {Fault} `sealed` where nobody can be waited for, `shutting_down` when the wait was ended
 */
async function openWithVault(
  config: Config,
  ports: Ports,
  publicUrl: () => string,
  whileSealed: WhileSealed | undefined,
): Promise<{ gateway: Gateway; passphrase: Unsealed | null }> {
  const keySource = keySourceOf(config, ports);
  const open = () => openGateway(config, { ...ports, keySource }, publicUrl);
  try {
    return { gateway: await open(), passphrase: null };
  } catch (error) {
    const byPassphrase = error instanceof Fault && error.details?.unseal === true;
    if (!byPassphrase || !whileSealed) throw error;
  }
  const passphrase = await waitForPassphrase(config, ports, keySource, whileSealed);
  if (!passphrase.opened) throw new Fault('shutting_down', 'Stopped before the passphrase was given.');
  return { gateway: await open(), passphrase };
}
