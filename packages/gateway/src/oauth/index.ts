export { selectToReconnect } from './store.ts';
export {
  createOauthTokens,
  type Granted,
  type KnownToken,
  type OauthTokens,
  type RefusedToken,
} from './tokens.ts';
