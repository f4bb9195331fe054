import type { Me } from '@agentport/contract';
import type { ComponentType } from 'react';
import { chunk } from '../parts/chunk.tsx';
import { matchPath } from '../router/match-path.ts';
import type { Crumb } from '../shell/TopBar.tsx';
import { InboxScene } from './inbox/InboxScene.tsx';
import { NotFoundScene } from './not-found/NotFoundScene.tsx';

export interface SceneProps {
  readonly me: Me;
  /** values of the `{names}` in the path */
  readonly params: {
    readonly id?: string;
    readonly name?: string;
    readonly agent?: string;
    readonly session?: string;
  };
}

export interface Scene {
  readonly pattern: string;
  /** last word of "You are here"; a `{name}` is filled from the path */
  readonly here: string;
  readonly parents: readonly Crumb[];
  /** the page brings its own bar on phones */
  readonly withDecision?: true;
  readonly View: ComponentType<SceneProps>;
  preload?(): Promise<void>;
}

const AGENTS: Crumb = { to: '/agents', name: 'Agents' };
const CONNECTIONS: Crumb = { to: '/connections', name: 'Connections' };
const INBOX: Crumb = { to: '/', name: 'Inbox' };
const ACTIVITY: Crumb = { to: '/activity', name: 'Activity' };
const SESSIONS: Crumb = { to: '/activity/sessions', name: 'Sessions' };

const ApprovalScene = chunk<SceneProps>(
  async () => (await import('./approval/ApprovalScene.tsx')).ApprovalScene,
);
const DecidedScene = chunk<SceneProps>(async () => (await import('./inbox/DecidedScene.tsx')).DecidedScene);
const WaitingScene = chunk<SceneProps>(async () => (await import('./inbox/WaitingScene.tsx')).WaitingScene);
const ActivityScene = chunk<SceneProps>(
  async () => (await import('./activity/ActivityScene.tsx')).ActivityScene,
);
const OverviewScene = chunk<SceneProps>(
  async () => (await import('./overview/OverviewScene.tsx')).OverviewScene,
);
const SessionsScene = chunk<SceneProps>(
  async () => (await import('./session/SessionsScene.tsx')).SessionsScene,
);
const SessionScene = chunk<SceneProps>(async () => (await import('./session/SessionScene.tsx')).SessionScene);
const AgentsScene = chunk<SceneProps>(async () => (await import('./agents/AgentsScene.tsx')).AgentsScene);
const AgentScene = chunk<SceneProps>(async () => (await import('./agents/AgentScene.tsx')).AgentScene);
const ConnectScene = chunk<SceneProps>(async () => (await import('./agents/ConnectScene.tsx')).ConnectScene);
const PlaygroundScene = chunk<SceneProps>(
  async () => (await import('./playground/PlaygroundScene.tsx')).PlaygroundScene,
);
const ConnectionsScene = chunk<SceneProps>(
  async () => (await import('./connections/ConnectionsScene.tsx')).ConnectionsScene,
);
const ConnectionScene = chunk<SceneProps>(
  async () => (await import('./connections/ConnectionScene.tsx')).ConnectionScene,
);
const PolicyScene = chunk<SceneProps>(async () => (await import('./policy/PolicyScene.tsx')).PolicyScene);
const PeopleScene = chunk<SceneProps>(async () => (await import('./people/PeopleScene.tsx')).PeopleScene);
const SettingsScene = chunk<SceneProps>(
  async () => (await import('./settings/SettingsScene.tsx')).SettingsScene,
);
const AccountScene = chunk<SceneProps>(async () => (await import('./account/AccountScene.tsx')).AccountScene);

/** The pages of a signed-in person. The inbox comes with the first load, the others when they are opened. */
const SCENES: readonly Scene[] = [
  { pattern: '/', here: 'Inbox', parents: [], View: InboxScene },
  { pattern: '/approvals', here: 'Inbox', parents: [], View: InboxScene },
  { pattern: '/approvals/decided', here: 'Decided', parents: [INBOX], ...DecidedScene },
  { pattern: '/approvals/waiting', here: 'Waiting', parents: [INBOX], ...WaitingScene },
  {
    pattern: '/approvals/{id}',
    here: 'Request',
    parents: [INBOX],
    withDecision: true,
    ...ApprovalScene,
  },
  { pattern: '/overview', here: 'Overview', parents: [], ...OverviewScene },
  { pattern: '/activity', here: 'Activity', parents: [], ...ActivityScene },
  { pattern: '/activity/sessions', here: 'Sessions', parents: [ACTIVITY], ...SessionsScene },
  {
    pattern: '/activity/sessions/{agent}/{session}',
    here: '{session}',
    parents: [ACTIVITY, SESSIONS],
    ...SessionScene,
  },
  { pattern: '/agents', here: 'Agents', parents: [], ...AgentsScene },
  { pattern: '/agents/{id}', here: 'Agent', parents: [AGENTS], ...AgentScene },
  { pattern: '/agents/{id}/connect', here: 'Connect', parents: [AGENTS], ...ConnectScene },
  { pattern: '/connections', here: 'Connections', parents: [], ...ConnectionsScene },
  { pattern: '/connections/{name}', here: '{name}', parents: [CONNECTIONS], ...ConnectionScene },
  { pattern: '/policy', here: 'Policy', parents: [], ...PolicyScene },
  { pattern: '/playground', here: 'Playground', parents: [], ...PlaygroundScene },
  { pattern: '/people', here: 'People', parents: [], ...PeopleScene },
  { pattern: '/settings', here: 'Settings', parents: [], ...SettingsScene },
  { pattern: '/account', here: 'You', parents: [], ...AccountScene },
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
