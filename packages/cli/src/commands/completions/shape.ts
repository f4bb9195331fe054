import type { Command } from 'commander';

/** Names that a running gateway knows. */
export const NAME_KINDS = ['agents', 'connections', 'operations'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What may stand at one place: words of a closed list, or names the gateway knows, or anything (null). */
export type Values = readonly string[] | NameKind | null;

export interface OptionShape {
  /** `-o`, `--output` */
  readonly flags: readonly string[];
  readonly takesValue: boolean;
  readonly values: Values;
  readonly text: string;
}

/** One command, by its words behind `agentport`; the program itself has none. */
export interface CommandShape {
  readonly path: readonly string[];
  readonly text: string;
  readonly commands: readonly { readonly name: string; readonly text: string }[];
  readonly options: readonly OptionShape[];
  /** of the first argument */
  readonly values: Values;
}

/** Every command of the program, the program first. */
export function shapesOf(command: Command, path: readonly string[] = []): CommandShape[] {
  const help = command.createHelp();
  const shown = help.visibleCommands(command);
  const shape: CommandShape = {
    path,
    text: command.description(),
    commands: shown.map((child) => ({ name: child.name(), text: child.description() })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      takesValue: option.required || option.optional,
      values: option.argChoices ?? namesFor(path, option.long?.replace(/^--/, '') ?? ''),
      text: option.description,
    })),
    values: argumentValues(command, path),
  };
  return [shape, ...shown.flatMap((child) => shapesOf(child, [...path, child.name()]))];
}

function argumentValues(command: Command, path: readonly string[]): Values {
  const [argument] = command.registeredArguments;
  if (argument === undefined) return null;
  return argument.argChoices ?? namesFor(path, argument.name());
}

function namesFor([first]: readonly string[], name: string): NameKind | null {
  if (name === 'connection.operation') return 'operations';
  if (name === 'connection' || name === 'connections') return 'connections';
  if (name === 'agent') return 'agents';
  // the name of a new one cannot be known
  if (name !== 'name' || (first !== 'agents' && first !== 'connections')) return null;
  return first;
}
