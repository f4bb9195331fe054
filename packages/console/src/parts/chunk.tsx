import { type ComponentType, useEffect, useState } from 'react';

/** A page whose code is loaded when it is needed. */
export interface Chunk<Props extends object> {
  /** Begins to load; the page can then be drawn without a wait. */
  preload(): Promise<void>;
  View: ComponentType<Props>;
}

/**
 * Loads a page on its own. Not `React.lazy`: React delays what it reveals after a fallback by some tenths of a
 * second, and the link from a message must show its request at once.
 */
export function chunk<Props extends object>(load: () => Promise<ComponentType<Props>>): Chunk<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const preload = () => {
    loading ??= load().then((component) => {
      loaded = component;
    });
    return loading;
  };
  return { preload, View };

  function View(props: Props) {
    const [, setState] = useState<'waiting' | 'there'>(loaded ? 'there' : 'waiting');
    const [problem, setProblem] = useState<unknown>(null);
    useEffect(() => {
      if (!loaded) preload().then(() => setState('there'), setProblem);
    }, []);
    if (problem !== null) throw problem;
    const Loaded = loaded;
    return Loaded && <Loaded {...props} />;
  }
}
