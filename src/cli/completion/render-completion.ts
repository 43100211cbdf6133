import type { Shell } from './completion-command.js';
import type { CompletionOption, CompletionPlace } from './completion-words.js';

/** A script that completes the command line of `program` in a shell. */
export function renderCompletion(shell: Shell, program: string, places: readonly CompletionPlace[]): string {
  switch (shell) {
    case 'bash':
      return renderBash(program, places);
    case 'zsh':
      return renderZsh(program, places);
    case 'fish':
      return renderFish(program, places);
  }
}

/** A function that walks along the words to find the place, then offers what there is. */
function renderBash(program: string, places: readonly CompletionPlace[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `# bash completion of ${program}
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" place="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place \${COMP_WORDS[i]}" in
${steps(places)}
    esac
  done
  COMPREPLY=()
  case "$place:$prev" in
${places.flatMap(({ path, options }) => options.flatMap((option) => valuesInBash(path, option))).join('\n')}
  esac
  case "$place" in
${places.map((place) => `    '${placeName(place.path)}') COMPREPLY=($(compgen -W '${wordsOf(place).join(' ')}' -- "$cur")) ;;`).join('\n')}
  esac
}
complete -o default -F ${name} ${program}
`;
}

function valuesInBash(path: readonly string[], { long, short, value }: CompletionOption): readonly string[] {
  if (value === 'none') return [];
  const names = [long, ...(short === undefined ? [] : [short])].map((name) => `'${placeName(path)}:${name}'`).join('|');
  // Without an answer, bash offers files.
  if (value === 'path' || value === 'text') return [`    ${names}) return ;;`];
  return [`    ${names}) COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$cur")); return ;;`];
}

function renderZsh(program: string, places: readonly CompletionPlace[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `#compdef ${program}
${name}() {
  local place="" i
  for ((i = 2; i < CURRENT; i++)); do
    case "$place \${words[i]}" in
${steps(places)}
    esac
  done
  local -a offered
  case "$place:\${words[CURRENT-1]}" in
${places.flatMap(({ path, options }) => options.flatMap((option) => valuesInZsh(path, option))).join('\n')}
  esac
  case "$place" in
${places.map(describedInZsh).join('\n')}
  esac
  _describe '${program}' offered || _files
}
if [ "$funcstack[1]" = "${name}" ]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

function valuesInZsh(path: readonly string[], { long, short, value }: CompletionOption): readonly string[] {
  if (value === 'none') return [];
  const names = [long, ...(short === undefined ? [] : [short])].map((name) => `'${placeName(path)}:${name}'`).join('|');
  if (value === 'path' || value === 'text') return [`    ${names}) _files; return ;;`];
  return [`    ${names}) compadd -- ${value.join(' ')}; return ;;`];
}

function describedInZsh({ path, commands, options }: CompletionPlace): string {
  const described = [
    ...commands.map(({ name, about }) => quoted(`${name}:${about}`)),
    ...options.map(({ long, about }) => quoted(`${long}:${about}`)),
  ];
  return `    '${placeName(path)}') offered=(${described.join(' ')}) ;;`;
}

function renderFish(program: string, places: readonly CompletionPlace[]): string {
  const lines = places.flatMap((place) => {
    const above = place.path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const isChosen = place.commands.map(({ name }) => name);
    const none = isChosen.length === 0 ? [] : [`not __fish_seen_subcommand_from ${isChosen.join(' ')}`];
    const condition = [...above, ...none].join('; and ');
    const here = condition === '' ? '' : ` -n ${quoted(condition)}`;
    return [
      ...place.commands.map(({ name, about }) => `complete -c ${program}${here} -f -a ${name} -d ${quoted(about)}`),
      ...place.options.map((option) => `complete -c ${program}${here} ${optionInFish(option)}`),
    ];
  });
  return `# fish completion of ${program}\n${lines.join('\n')}\n`;
}

function optionInFish({ long, short, about, value }: CompletionOption): string {
  const names = `-l ${long.replace(/^--/, '')}${short === undefined ? '' : ` -s ${short.replace(/^-/, '')}`}`;
  const takes =
    value === 'none'
      ? ''
      : value === 'path'
        ? ' -r -F'
        : value === 'text'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`;
  return `${names}${takes} -d ${quoted(about)}`;
}

/** One line of a shell’s `case` for every step from a place to one below it. */
function steps(places: readonly CompletionPlace[]): string {
  return places
    .flatMap(({ path, commands }) =>
      commands.map(({ name }) => `      '${placeName(path)} ${name}') place='${placeName([...path, name])}' ;;`),
    )
    .join('\n');
}

function placeName(path: readonly string[]): string {
  return path.map((word) => `/${word}`).join('');
}

function wordsOf({ commands, options }: CompletionPlace): readonly string[] {
  return [...commands.map(({ name }) => name), ...options.map(({ long }) => long)];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
