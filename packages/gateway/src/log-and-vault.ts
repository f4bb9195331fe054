import { type Audit, type AuditDeps, createAudit, openInbox } from './audit/index.ts';
import { type Cluster, sequencingOf } from './cluster/index.ts';
import { createVault, type KeySource, type Vault } from './vault/index.ts';

/** Alone, the log has its key in a file of its own; several gateways share it, sealed by the vault. */
export async function openLogAndVault(
  log: AuditDeps,
  options: { keySource: KeySource; instance: string; org: string; cluster: Cluster },
): Promise<{ audit: Audit; vault: Vault }> {
  const { db, clock, random } = log;
  const { keySource, instance, org, cluster } = options;
  const keys = { db, clock, random, keySource, instance, org };
  if (db.dialect === 'postgres') {
    const vault = await createVault({ ...keys, audit: await openInbox(log) });
    const shared = { sealer: vault, sequencing: sequencingOf(cluster) };
    return { vault, audit: await createAudit({ ...log, shared }) };
  }
  const audit = await createAudit(log);
  const vault = await createVault({ ...keys, audit }).catch(async (error: unknown) => {
    await audit.close().catch(() => undefined); // a log that cannot be signed must not hide why the vault is closed
    await db.close();
    throw error;
  });
  return { audit, vault };
}
