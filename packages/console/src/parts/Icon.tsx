import type { ReactElement } from 'react';

/** Our own marks, 24 px grid, stroke 1.5. The four effects have shapes of their own: circle, diamond, octagon, dashes. */
const SHAPES = {
  activity: <path d="M3 12h4l2.6-6.5 4.6 13L17 12h4" />,
  agent: (
    <>
      <rect x="5" y="8" width="14" height="11" rx="3" />
      <path d="M12 8V4.5M9.6 12.8v1.6M14.4 12.8v1.6" />
    </>
  ),
  alert: <path d="M12 4.2 20.8 19.5H3.2zM12 10v4.3M12 16.9v.1" />,
  allow: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m8.4 12.3 2.5 2.4 4.7-5.2" />
    </>
  ),
  ask: <path d="M12 3 21 12l-9 9-9-9zM10.2 9.6v4.8M13.8 9.6v4.8" />,
  back: <path d="m14.5 6-6 6 6 6" />,
  bell: (
    <>
      <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z" />
      <path d="M10.2 20.5a2 2 0 0 0 3.6 0" />
    </>
  ),
  chevron: <path d="m9.5 6 6 6-6 6" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  close: <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />,
  copy: (
    <>
      <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
      <path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
    </>
  ),
  deny: <path d="M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM9.3 9.3l5.4 5.4M14.7 9.3l-5.4 5.4" />,
  finger: (
    <path d="M7 19c1-2 1.3-4.3 1.3-6.6a3.7 3.7 0 0 1 7.4 0c0 2.7-.2 5.3-1 7.6M12 12.4c0 3-.4 5.5-1.4 8M5 15.5c.3-1 .4-2 .4-3.1a6.6 6.6 0 0 1 11.3-4.6M18.6 12.4c0 2-.1 3.8-.5 5.6" />
  ),
  gauge: <path d="M4.6 17.5a9 9 0 1 1 14.8 0M12 14l3.8-4.6M12 14v.1" />,
  gate: (
    <>
      <path d="M7 4v16M17 4v16M2.5 12H10M14 12h7.5" />
      <circle cx="12" cy="12" r="1.6" fill="currentColor" stroke="none" />
    </>
  ),
  inbox: (
    <path d="M4 13.2 6.4 6h11.2L20 13.2V18a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13.2h4.4l1.4 2.3h4.4l1.4-2.3H20" />
  ),
  key: (
    <>
      <circle cx="8" cy="15.5" r="4" />
      <path d="m11 12.5 8-8M15.5 8l2.5 2.5M18 5.5l2 2" />
    </>
  ),
  lock: (
    <>
      <rect x="5.5" y="11" width="13" height="9" rx="2" />
      <path d="M8.2 11V8a3.8 3.8 0 0 1 7.6 0v3" />
    </>
  ),
  more: <path d="M4.5 7h15M4.5 12h15M4.5 17h15" />,
  people: (
    <>
      <circle cx="9" cy="8.5" r="3.5" />
      <path d="M2.5 19.5c.6-3.4 3.2-5.5 6.5-5.5s5.9 2.1 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.5 3.5 5" />
    </>
  ),
  plug: <path d="M9 3.5V8M15 3.5V8M6.5 8h11v3.4a5.5 5.5 0 0 1-11 0zM12 17v3.5" />,
  policy: (
    <>
      <path d="M4.5 7h9M18.5 7h1M4.5 12h2M11.5 12h8M4.5 17h8M17.5 17h2" />
      <circle cx="16" cy="7" r="2" />
      <circle cx="9" cy="12" r="2" />
      <circle cx="15" cy="17" r="2" />
    </>
  ),
  quote: <path d="M5 6.5h14v9.5h-7.5L7.5 19.5V16H5z" />,
  search: <path d="M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M16 16l4 4" />,
  sealed: (
    <path d="M12 3.5 19.5 6v6c0 4.3-3 7.1-7.5 8.5C7.5 19.1 4.5 16.3 4.5 12V6zM8.8 12l2.3 2.3 4.1-4.6" />
  ),
  stop: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <rect x="9" y="9" width="6" height="6" rx="0.8" />
    </>
  ),
  unknown: (
    <>
      <circle cx="12" cy="12" r="8.5" strokeDasharray="3.3 2.04" />
      <path d="M9.9 9.7a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.2.9-1.2 1.8M12 16.2v.1" />
    </>
  ),
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof SHAPES;

/** Decoration only: a word always stands beside it. Size and colour come from the class. */
export function Icon({ name, className = 'size-4.5' }: { name: IconName; className?: string }) {
  return (
    <svg
      className={`flex-none ${className}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
