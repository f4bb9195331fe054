import { useState } from 'react';

type Theme = 'system' | 'light' | 'dark';

const CHOICES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];
/** Read again before the first paint of the next visit, by theme.js. */
const STORED = 'agentport-theme';

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(current);
  const choose = (next: Theme) => {
    setTheme(next);
    apply(next);
  };
  return (
    <fieldset>
      <legend className="mb-2 font-medium">Appearance</legend>
      <div className="grid grid-cols-3 rounded-big bg-sunken p-0.5 shadow-[inset_0_0_0_1px_var(--color-line)]">
        {CHOICES.map(([value, word]) => (
          <label
            key={value}
            className="flex min-h-9 items-center justify-center rounded-control text-small font-medium text-muted has-checked:bg-raised has-checked:text-text has-checked:shadow-[0_0_0_1px_var(--color-line)] has-focus-visible:outline-2 has-focus-visible:outline-accent max-md:min-h-11"
          >
            <input
              className="sr-only"
              type="radio"
              name="theme"
              checked={theme === value}
              onChange={() => choose(value)}
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function current(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // Storage is closed to us: the choice holds until the page is left.
  }
}
