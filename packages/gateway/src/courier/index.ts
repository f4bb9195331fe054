export type { AccessToken, FindAccessToken } from './access-token.ts';
export type { Courier, CourierOptions, Send } from './courier.ts';
export { createCourier } from './courier.ts';
export type { AuthSlot, DescribeConnection, Route } from './route.ts';
export type { Sent } from './sent.ts';
