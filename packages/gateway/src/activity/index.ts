export type { AccountEvent } from './about-person.ts';
export { type Activity, createActivity, type Session } from './activity.ts';
export { type Overview, SPANS, type SpanHours } from './overview.ts';
export { type ActivityFilter, type Found, type SearchPage, SHOWS, type Show } from './search.ts';
export { type RiskSign, type SessionRisk, sessionRisk } from './session-risk.ts';
export type { AgentCalls } from './store.ts';
