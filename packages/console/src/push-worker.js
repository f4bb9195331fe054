/* Shows what the gateway sends to this browser. It fetches nothing, keeps nothing and decides nothing. */
self.addEventListener('push', (event) => {
  const message = read(event.data);
  const options = {
    body: message.body,
    tag: message.tag, // a later message about the same request takes its place
    silent: message.kind === 'ended',
    renotify: message.kind === 'reminder' || message.kind === 'escalation',
    data: { path: message.path },
  };
  event.waitUntil(self.registration.showNotification(message.title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

/** A message that cannot be read is still one: the browser wants to see something. */
function read(data) {
  const plain = {
    title: 'A request waits for an answer',
    body: '',
    tag: 'agentport',
    kind: 'asked',
    path: '/',
  };
  try {
    return { ...plain, ...data.json() };
  } catch {
    return plain;
  }
}

/** Opens a page of this gateway and of nobody else, in a window that is open already if there is one. */
async function open(path) {
  const url = new URL(typeof path === 'string' ? path : '/', self.location.origin);
  const target = url.origin === self.location.origin ? url.href : self.location.origin;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const [window] = windows;
  if (!window) return self.clients.openWindow(target);
  await window.focus();
  return window.navigate(target).catch(() => self.clients.openWindow(target));
}
