export { runBackupCommand } from './backup/index.ts';
export { checkProofFile } from './check-proof.ts';
export { type CopiedDatabase, copyDatabase } from './copy-database.ts';
export { diagnose } from './doctor.ts';
export { greet } from './greeting.ts';
export { type Running, startControl, startGateway } from './start.ts';
export { validateInstallation } from './validate.ts';
export { verifyInstallation } from './verify.ts';
export { VERSION } from './version.ts';
