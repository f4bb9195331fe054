/** Web Push in this browser: the worker that shows messages, and the subscription that leads to it. */

const WORKER = '/push-worker.js';

export type PushStanding = 'impossible' | 'blocked' | 'off' | 'on';

/** Browsers offer it on https pages and localhost; on iPhones only once the page is on the home screen. */
export async function pushStanding(): Promise<PushStanding> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'impossible';
  if (Notification.permission === 'denied') return 'blocked';
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off';
}

export interface BrowserKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Asks the person, then the browser's push service. @param key of the gateway, base64url */
export async function subscribePush(key: string): Promise<BrowserKeys> {
  const registration = await navigator.serviceWorker.register(WORKER);
  await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe(); // it may be for an earlier key
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error('This browser gave no address to send to.');
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

export async function unsubscribePush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
