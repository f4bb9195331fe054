import { instance } from './0001-instance.ts';
import { agents } from './0002-agents.ts';
import { connections } from './0003-connections.ts';
import { policies } from './0004-policies.ts';
import { calls } from './0005-calls.ts';
import { approvals } from './0006-approvals.ts';
import { operators } from './0007-operators.ts';
import { audit } from './0008-audit.ts';
import { cluster } from './0009-cluster.ts';
import { limits } from './0010-limits.ts';
import { vault } from './0011-vault.ts';
import { oauthTokens } from './0012-oauth-tokens.ts';
import { pairing } from './0013-pairing.ts';
import { people } from './0014-people.ts';
import { passkeys } from './0015-passkeys.ts';
import { notifications } from './0016-notifications.ts';
import { activity } from './0017-activity.ts';
import { playing } from './0018-playing.ts';
import { accountNotices } from './0019-account-notices.ts';
import { waiting } from './0020-waiting.ts';
import { messageLog } from './0021-message-log.ts';
import { connectionLimits } from './0022-connection-limits.ts';
import type { Migration } from './migration.ts';

export type { DialectWords, Migration, RefusedChange } from './migration.ts';

/** Oldest first, numbered from 1 without a gap. */
export const MIGRATIONS: readonly Migration[] = [
  instance,
  agents,
  connections,
  policies,
  calls,
  approvals,
  operators,
  audit,
  cluster,
  limits,
  vault,
  pairing,
  oauthTokens,
  passkeys,
  notifications,
  people,
  activity,
  playing,
  accountNotices,
  waiting,
  messageLog,
  connectionLimits,
];
