import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Random } from '../../kernel/random.ts';
import type { KeySource } from '../../vault/index.ts';

/** What a backup and its return need from the process. */
export interface BackupPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly rootKey: KeySource;
  /** of AgentPort */
  readonly version: string;
}
