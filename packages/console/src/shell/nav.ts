import type { IconName } from '../parts/Icon.tsx';

export interface Place {
  readonly to: string;
  readonly name: string;
  readonly icon: IconName;
}

const INBOX: Place = { to: '/', name: 'Inbox', icon: 'inbox' };
const OVERVIEW: Place = { to: '/overview', name: 'Overview', icon: 'gauge' };
const ACTIVITY: Place = { to: '/activity', name: 'Activity', icon: 'activity' };
const AGENTS: Place = { to: '/agents', name: 'Agents', icon: 'agent' };
const CONNECTIONS: Place = { to: '/connections', name: 'Connections', icon: 'plug' };
const POLICY: Place = { to: '/policy', name: 'Policy', icon: 'policy' };
const PEOPLE: Place = { to: '/people', name: 'People', icon: 'people' };
const SETTINGS: Place = { to: '/settings', name: 'Settings', icon: 'bell' };
const PLAYGROUND: Place = { to: '/playground', name: 'Playground', icon: 'gate' };
const MORE: Place = { to: '/account', name: 'More', icon: 'more' };

export const SIDE: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  { title: 'Watch', places: [INBOX, OVERVIEW, ACTIVITY] },
  { title: 'Set up', places: [AGENTS, CONNECTIONS, POLICY, PLAYGROUND] },
  { title: 'Team', places: [PEOPLE, SETTINGS] },
];

export const BAR: readonly Place[] = [INBOX, OVERVIEW, ACTIVITY, AGENTS, MORE];

/** Whether a place is open: itself or a page below it. An approval belongs to the inbox. */
export function isOpen(place: Place, path: string): boolean {
  if (place === INBOX) return path === '/' || path.startsWith('/approvals');
  if (place === MORE)
    return ['/account', '/connections', '/policy', '/playground', '/people', '/settings'].some((to) =>
      path.startsWith(to),
    );
  return path === place.to || path.startsWith(`${place.to}/`);
}
