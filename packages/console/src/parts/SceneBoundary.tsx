import { Component, type ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';

/** A page that fails to draw must say so: an empty page could be taken for "nothing waits". */
export class SceneBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="mx-auto max-w-[40rem] p-8">
        <ErrorNotice
          error={this.state.error}
          title="This page could not be drawn. Nothing was decided."
          retry={() => window.location.reload()}
        />
      </div>
    );
  }
}
