export { type BackupOptions, backUp } from './back-up.ts';
export { type BackupCommand, runBackupCommand } from './command.ts';
export type { BackupPorts } from './ports.ts';
export { type Restored, type RestoreOptions, restore } from './restore.ts';
export { type VerifiedBackup, verifyBackup } from './verify-backup.ts';
