export type { ChannelInput } from './channel-book.ts';
export { createNotices, type Notices } from './notices.ts';
export { createNotifications, type Notifications } from './notifications.ts';
export type { Channel } from './notifier.ts';
export type { LoggedDelivery } from './outbox-store.ts';
export type { NotificationParts } from './parts.ts';
