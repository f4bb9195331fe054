export { GMAIL_SEEDED } from './seed.ts';
export { type GmailOptions, type GmailService, startGmail, TOKEN_PATH } from './service.ts';
export { SANDBOX_GMAIL, type TokenAnswer, type TokenEndpoint, type TokenMood } from './token-endpoint.ts';
