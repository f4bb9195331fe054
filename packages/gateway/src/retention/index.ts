export type { Erased, EraseWhat } from './erase.ts';
export { createRetention, type Retention } from './retention.ts';
export { DEFAULT_RETENTION, type RetentionSettings } from './settings.ts';
