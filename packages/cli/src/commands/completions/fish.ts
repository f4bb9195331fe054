import type { CommandShape, OptionShape, Values } from './shape.ts';

/** The script of `agentport completions fish`. */
export function fishScript(shapes: readonly CommandShape[]): string {
  const paths = shapes.slice(1).map(({ path }) => quoted(path.join(' ')));
  return `# agentport completions for fish: agentport completions fish | source
function __agentport_at
    set -l at
    for word in (commandline -opc)[2..-1]
        set -l next (string join ' ' $at $word)
        if contains -- $next ${paths.join(' ')}
            set at $next
        end
    end
    test "$at" = "$argv[1]"
end
complete -c agentport -e
complete -c ap -w agentport
${shapes.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, values }: CommandShape): string[] {
  const at = `complete -c agentport -n ${quoted(`__agentport_at ${quoted(path.join(' '))}`)}`;
  return [
    ...commands.map(({ name, text }) => `${at} -f -a ${quoted(name)} -d ${quoted(text)}`),
    ...(values === null ? [] : [`${at} -f -a ${quoted(valueText(values))}`]),
    ...options.map((option) => `${at} ${flagsOf(option)} -d ${quoted(option.text)}`),
  ];
}

function flagsOf({ flags, takesValue, values }: OptionShape): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  if (!takesValue) return names.join(' ');
  return [...names, values === null ? '-r' : `-x -a ${quoted(valueText(values))}`].join(' ');
}

function valueText(values: Exclude<Values, null>): string {
  return typeof values === 'string' ? `(agentport complete-names ${values} 2>/dev/null)` : values.join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
