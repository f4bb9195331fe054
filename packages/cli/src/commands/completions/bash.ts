import { type CommandShape, NAME_KINDS, type Values } from './shape.ts';

/** The script of `agentport completions bash`. Words come from the commands; nothing of it is typed in by anybody. */
export function bashScript(shapes: readonly CommandShape[]): string {
  return `# agentport completions for bash: source <(agentport completions bash)
_agentport_words() {
  case "$1" in
${shapes.map((shape) => `    ${key(shape.path)}) printf '%s' ${quoted(wordsOf(shape))} ;;`).join('\n')}
  esac
}
_agentport_values() {
  case "$1" in
${shapes.flatMap(optionCases).join('\n')}
  esac
}
_agentport() {
  local cur prev path word values i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  path=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "\${path:+$path }$word" in
      ${shapes
        .slice(1)
        .map(({ path }) => quoted(path.join(' ')))
        .join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  values="$(_agentport_values "$path:$prev")"
  if [ -z "$values" ]; then values="$(_agentport_words "$path")"; fi
  case "$values" in
    -) return ;;
${NAME_KINDS.map((kind) => `    *@${kind}*) values="\${values//@${kind}/} $(agentport complete-names ${kind} 2>/dev/null)" ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$values" -- "$cur"))
}
complete -o default -F _agentport agentport ap
`;
}

function wordsOf({ commands, options, values }: CommandShape): string {
  const flags = options.flatMap((option) => option.flags);
  return [...commands.map(({ name }) => name), ...valueWords(values), ...flags].join(' ');
}

/** What follows an option: `-` where anything may stand, so that files are offered. */
function optionCases({ path, options }: CommandShape): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, values }) => {
      const pattern = flags.map((flag) => quoted(`${path.join(' ')}:${flag}`)).join('|');
      return `    ${pattern}) printf '%s' ${quoted(valueWords(values).join(' ') || '-')} ;;`;
    });
}

function valueWords(values: Values): readonly string[] {
  if (values === null) return [];
  return typeof values === 'string' ? [`@${values}`] : values;
}

function key(path: readonly string[]): string {
  return quoted(path.join(' '));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
