import type { Me } from '@agentport/contract';
import { type ComponentType, lazy } from 'react';
import { matchPath } from '../router/match-path.ts';
import type { Crumb } from '../shell/TopBar.tsx';
import { InboxScene } from './inbox/InboxScene.tsx';
import { NotFoundScene } from './not-found/NotFoundScene.tsx';

export interface SceneProps {
  readonly me: Me;
  /** values of the `{names}` in the path */
  readonly params: { readonly id?: string; readonly name?: string };
}

export interface Scene {
  readonly pattern: string;
  /** last word of "You are here"; a `{name}` is filled from the path */
  readonly here: string;
  readonly parents: readonly Crumb[];
  /** the page brings its own bar on phones */
  readonly withDecision?: true;
  readonly View: ComponentType<SceneProps>;
}

const CONNECTIONS: Crumb = { to: '/connections', name: 'Connections' };
const INBOX: Crumb = { to: '/', name: 'Inbox' };

const ApprovalScene = lazy(async () => ({
  default: (await import('./approval/ApprovalScene.tsx')).ApprovalScene,
}));
const ActivityScene = lazy(async () => ({
  default: (await import('./activity/ActivityScene.tsx')).ActivityScene,
}));
const AgentsScene = lazy(async () => ({ default: (await import('./agents/AgentsScene.tsx')).AgentsScene }));
const ConnectionsScene = lazy(async () => ({
  default: (await import('./connections/ConnectionsScene.tsx')).ConnectionsScene,
}));
const ConnectionScene = lazy(async () => ({
  default: (await import('./connections/ConnectionScene.tsx')).ConnectionScene,
}));
const PolicyScene = lazy(async () => ({ default: (await import('./policy/PolicyScene.tsx')).PolicyScene }));
const AccountScene = lazy(async () => ({
  default: (await import('./account/AccountScene.tsx')).AccountScene,
}));

/** The pages of a signed-in person. The inbox comes with the first load, the others when they are opened. */
const SCENES: readonly Scene[] = [
  { pattern: '/', here: 'Inbox', parents: [], View: InboxScene },
  { pattern: '/approvals', here: 'Inbox', parents: [], View: InboxScene },
  {
    pattern: '/approvals/{id}',
    here: 'Request',
    parents: [INBOX],
    withDecision: true,
    View: ApprovalScene,
  },
  { pattern: '/activity', here: 'Activity', parents: [], View: ActivityScene },
  { pattern: '/agents', here: 'Agents', parents: [], View: AgentsScene },
  { pattern: '/connections', here: 'Connections', parents: [], View: ConnectionsScene },
  { pattern: '/connections/{name}', here: '{name}', parents: [CONNECTIONS], View: ConnectionScene },
  { pattern: '/policy', here: 'Policy', parents: [], View: PolicyScene },
  { pattern: '/account', here: 'More', parents: [], View: AccountScene },
];

const NOWHERE: Scene = { pattern: '', here: 'No such page', parents: [INBOX], View: NotFoundScene };

/** The page for a path, with what the path says. */
export function sceneAt(path: string): { scene: Scene; params: Record<string, string> } {
  for (const scene of SCENES) {
    const params = matchPath(scene.pattern, path);
    if (params) return { scene, params };
  }
  return { scene: NOWHERE, params: {} };
}
