import type { Tx } from '../../storage/index.ts';
import type { AccountChange } from '../../storage/schema/notifications.ts';

/**
 * Writes down, in the unit in which it happens, that a person should hear what changed about their account: whoever did
 * not do it themselves learns of it outside this browser.
 */
export interface TellPerson {
  accountChanged(tx: Tx, change: { operatorId: string; what: AccountChange; at: number }): Promise<void>;
}
