export { POSTHOG_SEEDED } from './seed.ts';
export { type PosthogOptions, type PosthogService, startPosthog } from './service.ts';
