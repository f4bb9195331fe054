export { DEFAULT_VERSION, type Effect, stripeRoutes } from './api.ts';
export { encodeCredential } from './echo.ts';
export {
  ECHO_ENCODINGS,
  ECHO_PLACES,
  type EchoEncoding,
  type EchoPlace,
  type Mode,
  type ModeScope,
  type Moment,
} from './mode.ts';
export { SEEDED } from './seed.ts';
export { type StripeOptions, type StripeService, startStripe } from './service.ts';
