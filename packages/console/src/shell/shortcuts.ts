/** Single keys act only when they cannot be meant for something else, and only while the person wants them. */
const STORED = 'agentport-keys';

export function keysWanted(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export function wantKeys(wanted: boolean): void {
  try {
    localStorage.setItem(STORED, wanted ? 'on' : 'off');
  } catch {
    // Storage is closed to us: the choice holds for nothing but this page.
  }
}

/** The letter of a plain key press outside of typing and dialogs, lower case; else null. */
export function plainKey(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || !isOurs(event)) return null;
  return event.key.length === 1 ? event.key.toLowerCase() : null;
}

/** `Ctrl K`, or `⌘ K`, outside of typing and dialogs. */
export function isMenuKey(event: KeyboardEvent): boolean {
  const held = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey;
  return held && event.key.toLowerCase() === 'k' && isOurs(event);
}

function isOurs({ defaultPrevented, target }: KeyboardEvent): boolean {
  if (defaultPrevented) return false;
  if (target instanceof Element && target.closest('input, select, textarea, [contenteditable], dialog'))
    return false;
  return document.querySelector('dialog[open]') === null && keysWanted();
}
