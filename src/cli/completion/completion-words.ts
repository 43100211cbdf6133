import type { Command, Option } from 'commander';

/** What can follow a command: the words that lead there, and what there is to choose from. */
export interface CompletionPlace {
  /** The names of the command and of those above it, without the program's own; empty for the program. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly CompletionOption[];
}

/** One option. */
export interface CompletionOption {
  readonly long: string;
  readonly short?: string;
  readonly about: string;
  /** `none` for a switch, `path` for a file or a directory, the words to choose from, or `text` for anything else. */
  readonly value: 'none' | 'path' | 'text' | readonly string[];
}

/** Everything that can be completed, outermost command first. Hidden commands and options are left out. */
export function completionPlaces(command: Command, path: readonly string[] = []): readonly CompletionPlace[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const place: CompletionPlace = {
    path,
    commands: below.map((each) => ({ name: each.name(), about: each.description() })),
    options: help.visibleOptions(command).flatMap(optionOf),
  };
  return [place, ...below.flatMap((each) => completionPlaces(each, [...path, each.name()]))];
}

function optionOf(option: Option): readonly CompletionOption[] {
  const { long, short, description } = option;
  if (!long) return [];
  return [{ long, ...(short ? { short } : {}), about: description, value: kindOfValue(option) }];
}

function kindOfValue({ flags, argChoices }: Option): CompletionOption['value'] {
  if (argChoices !== undefined) return argChoices;
  const name = /<([^>]+?)(?:\.\.\.)?>/.exec(flags)?.[1];
  if (name === undefined) return 'none';
  return name === 'file' || name === 'dir' ? 'path' : 'text';
}
