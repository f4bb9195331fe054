import { useEffect } from 'react';
import { useMe } from './api/queries.ts';
import { type Chunk, chunk } from './parts/chunk.tsx';
import { ErrorNotice } from './parts/ErrorNotice.tsx';
import { SceneBoundary } from './parts/SceneBoundary.tsx';
import { navigate, usePath } from './router/router.tsx';
import { sceneAt } from './scenes/scenes.ts';
import { Shell } from './shell/Shell.tsx';

const CompanyScene = chunk(async () => (await import('./scenes/sign-in/CompanyScene.tsx')).CompanyScene);
const SignInScene = chunk(async () => (await import('./scenes/sign-in/SignInScene.tsx')).SignInScene);
const SetupScene = chunk(async () => (await import('./scenes/setup/SetupScene.tsx')).SetupScene);
const InvitationScene = chunk(
  async () => (await import('./scenes/invitation/InvitationScene.tsx')).InvitationScene,
);

/** The pages of who is not signed in yet. */
const DOORS: Readonly<Record<string, Chunk<object>>> = {
  '/setup': SetupScene,
  '/sign-in': SignInScene,
  '/sign-in/company': CompanyScene,
  '/invitation': InvitationScene,
};

// The page's code travels while the gateway is asked who is there.
void sceneAt(window.location.pathname).scene.preload?.();

export function App() {
  const path = usePath();
  const door = DOORS[path];
  if (!door) return <SignedIn path={path} />;
  return (
    <SceneBoundary key={path}>
      <door.View />
    </SceneBoundary>
  );
}

/** Pages for people only: who is not signed in goes to the sign-in page and comes back to the same address. */
function SignedIn({ path }: { path: string }) {
  const me = useMe();
  const away = me.data === null;
  useEffect(() => {
    if (!away) return;
    const here = window.location.pathname + window.location.search + window.location.hash;
    navigate(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`, { replace: true });
  }, [away]);
  if (me.isError && !me.data) {
    return (
      <main className="mx-auto max-w-[40rem] p-8">
        <ErrorNotice error={me.error} title="The console could not be opened." retry={me.refetch} />
      </main>
    );
  }
  if (!me.data) return null;
  const { scene, params } = sceneAt(path);
  const here = scene.here.replace(/\{(\w+)\}/, (_, name: string) => params[name] ?? '');
  return (
    <Shell me={me.data} parents={scene.parents} here={here} withDecision={scene.withDecision ?? false}>
      <SceneBoundary key={path}>
        <scene.View me={me.data} params={params} />
      </SceneBoundary>
    </Shell>
  );
}
