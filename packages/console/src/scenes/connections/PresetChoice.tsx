const PRESETS = [
  { id: 'careful', word: 'Careful', says: 'Reading is allowed, changes are asked, the dangerous is denied.' },
  { id: 'ask_all', word: 'Ask about everything', says: 'Also before anything is read.' },
  { id: 'read_only', word: 'Only read', says: 'Whatever changes something is denied.' },
] as const;

type Preset = (typeof PRESETS)[number]['id'];

/** What agents may do at first. None is looser than the integration’s own defaults. */
export function PresetChoice() {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">What agents may do at first</legend>
      {PRESETS.map(({ id, word, says }) => (
        <label key={id} className="flex min-h-11 items-center gap-3 py-1">
          <input
            className="size-4.5 flex-none accent-ink"
            type="radio"
            name="preset"
            value={id}
            defaultChecked={id === 'careful'}
          />
          <span>
            {word}
            <span className="block text-small text-muted">{says}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function presetOf(form: FormData): Preset {
  return PRESETS.find(({ id }) => id === form.get('preset'))?.id ?? 'careful';
}
