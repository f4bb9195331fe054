import type { AccountEventWire } from '@agentport/contract';

/** What happened to one's own account, as a sentence. */
export const ACCOUNT_EVENTS: Readonly<Record<AccountEventWire['what'], string>> = {
  new_browser: 'You signed in from a browser that was new here',
  command_line: 'You signed a command line in',
  recovery_code_used: 'A recovery code was used',
  password_changed: 'Your password was changed',
  authenticator_changed: 'Your authenticator app was set up or replaced',
  authenticator_removed: 'Your authenticator app was removed',
  recovery_codes_changed: 'You got new recovery codes',
  passkey_added: 'A passkey was added',
  passkey_renamed: 'A passkey got another name',
  passkey_removed: 'A passkey was removed',
  company_connected: 'A company account was connected',
  company_disconnected: 'Your company account was disconnected',
  role_changed: 'Your role was changed',
  suspended: 'You were suspended',
  restored: 'You were let in again',
};
