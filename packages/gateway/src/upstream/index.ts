export type { HttpAnswer, InterruptedCode, NotSentCode } from './answer.ts';
export type { Resolve } from './connector.ts';
export type { Destination } from './destination-guard.ts';
export type { HttpSend, HttpUpstream, HttpUpstreamOptions } from './http.ts';
export { createHttpUpstream } from './http.ts';
export type { Outgoing } from './outgoing.ts';
export { outgoingOf, wireOf, withSlots } from './outgoing.ts';
export { checkWireHeaders, RequestRefused } from './request-rules.ts';
