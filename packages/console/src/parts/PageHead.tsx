import { type ReactNode, useEffect } from 'react';

interface PageHeadProps {
  /** says what a person must do here */
  title: string;
  /** of the window, where it differs */
  windowTitle?: string;
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHead({ title, windowTitle = title, children, actions }: PageHeadProps) {
  useWindowTitle(windowTitle);
  return (
    <div className="mb-6 flex flex-wrap items-end gap-4 max-md:mb-4">
      <div className="min-w-0 flex-[1_1_20rem]">
        <h1 className="text-page tracking-[-0.017em]">{title}</h1>
        {children && <p className="mt-1 max-w-[76ch] text-pretty text-muted">{children}</p>}
      </div>
      {actions && (
        <div className="relative flex flex-wrap gap-2 max-md:w-full max-md:*:flex-1">{actions}</div>
      )}
    </div>
  );
}

export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · AgentPort`;
  }, [title]);
}
