import { lazy, Suspense, useEffect } from 'react';
import { useMe } from './api/queries.ts';
import { ErrorNotice } from './parts/ErrorNotice.tsx';
import { SceneBoundary } from './parts/SceneBoundary.tsx';
import { navigate, usePath } from './router/router.tsx';
import { sceneAt } from './scenes/scenes.ts';
import { Shell } from './shell/Shell.tsx';

const SignInScene = lazy(async () => ({
  default: (await import('./scenes/sign-in/SignInScene.tsx')).SignInScene,
}));
const SetupScene = lazy(async () => ({
  default: (await import('./scenes/setup/SetupScene.tsx')).SetupScene,
}));

export function App() {
  const path = usePath();
  if (path !== '/setup' && path !== '/sign-in') return <SignedIn path={path} />;
  return (
    <SceneBoundary key={path}>
      <Suspense fallback={null}>{path === '/setup' ? <SetupScene /> : <SignInScene />}</Suspense>
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
        <Suspense fallback={null}>
          <scene.View me={me.data} params={params} />
        </Suspense>
      </SceneBoundary>
    </Shell>
  );
}
