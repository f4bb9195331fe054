import { Dialog } from '../parts/Dialog.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['J, K', 'Next and previous row'],
  ['Enter', 'Open it'],
  ['D', 'Deny'],
  ['A, held', 'Approve'],
  ['R', 'To the reasons for denying'],
  ['E', 'Open all values'],
  ['G, then I T A C P', 'Inbox, activity, agents, connections, policy'],
  ['/', 'Search on this page'],
  ['Ctrl K, ⌘ K', 'Go to any page, agent, connection or request'],
  ['S', 'Stop sheet'],
  ['?', 'This list'],
];

export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-4 gap-y-2">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt className="font-semibold">{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-small text-muted">
        Not while you type. They can be turned off under your name.
      </p>
    </Dialog>
  );
}
