import { execFileSync, spawnSync } from 'node:child_process';
import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { completionPlaces } from '../../../src/cli/completion/completion-words.js';
import { renderCompletion } from '../../../src/cli/completion/render-completion.js';

function sample(): Command {
  const program = new Command('codex-sdk').version('1', '-V, --version', 'print the version');
  program
    .command('run')
    .description("Run what isn't running.")
    .addOption(new Option('-s, --sandbox <mode>', 'what it may do').choices(['none', 'all']))
    .option('-C, --cd <dir>', 'directory')
    .option('--model <name>', 'model')
    .addOption(new Option('--secret').hideHelp());
  program.command('mcp').description('Servers.').command('add').description('Add one.').option('--json', 'JSON');
  program.command('debug', { hidden: true });
  return program;
}

const places = completionPlaces(sample());
const help = { long: '--help', short: '-h', about: 'display help for command', value: 'none' };

describe('what can be completed', () => {
  it('is every command and option that is shown', () => {
    expect(places).toEqual([
      {
        path: [],
        commands: [
          { name: 'run', about: "Run what isn't running." },
          { name: 'mcp', about: 'Servers.' },
        ],
        options: [{ long: '--version', short: '-V', about: 'print the version', value: 'none' }, help],
      },
      {
        path: ['run'],
        commands: [],
        options: [
          { long: '--sandbox', short: '-s', about: 'what it may do', value: ['none', 'all'] },
          { long: '--cd', short: '-C', about: 'directory', value: 'path' },
          { long: '--model', about: 'model', value: 'text' },
          help,
        ],
      },
      { path: ['mcp'], commands: [{ name: 'add', about: 'Add one.' }], options: [help] },
      { path: ['mcp', 'add'], commands: [], options: [{ long: '--json', about: 'JSON', value: 'none' }, help] },
    ]);
  });
});

const hasBash = spawnSync('bash', ['-c', 'type compgen']).status === 0;

/** What bash offers behind some words, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${renderCompletion('bash', 'codex-sdk', places)}
COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _codex_sdk; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', script, 'bash', 'codex-sdk', ...words];
  const output = execFileSync('bash', args, { encoding: 'utf8', env: elsewhere() });
  return output.split('\n').filter((line) => line !== '');
}

describe.runIf(hasBash)('completion in bash', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [[''], ['run', 'mcp', '--version', '--help']],
    [['m'], ['mcp']],
    [
      ['mcp', ''],
      ['add', '--help'],
    ],
    [
      ['mcp', 'add', '--'],
      ['--json', '--help'],
    ],
    [['run', '--s'], ['--sandbox']],
    [
      ['run', '-s', ''],
      ['none', 'all'],
    ],
    [['run', '--sandbox', 'a'], ['all']],
    [['run', '--cd', ''], []],
    [['run', '--model', ''], []],
  ])('offers what fits behind %j', (words, offers) => {
    expect(offered(...words)).toEqual(offers);
  });
});

/** The scenarios that all shells agree on: words, and what is offered for the last one, which is being typed. */
const scenarios: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['m'], ['mcp']],
  [['mcp', ''], ['add']],
  [['mcp', 'add', '--j'], ['--json']],
  [['run', '--s'], ['--sandbox']],
  [
    ['run', '-s', ''],
    ['all', 'none'],
  ],
];

/** Titles say why a shell is left out. */
function shell(name: string): readonly [reason: string, isMissing: boolean] {
  const isMissing = spawnSync(name, ['-c', 'true']).status !== 0;
  return [isMissing ? `, skipped: there is no ${name} here` : '', isMissing];
}

const [noFish, lacksFish] = shell('fish');

describe.skipIf(lacksFish)(`completion in fish${noFish}`, () => {
  it.each(scenarios)('offers what fits behind %j', (words, offers) => {
    const script = `${renderCompletion('fish', 'codex-sdk', places)}\ncomplete -C ${JSON.stringify(`codex-sdk ${words.join(' ')}`)}`;
    const output = execFileSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', env: elsewhere() });
    const offered = output.split('\n').flatMap((line) => line.split('\t')[0] || []);
    expect(offered.filter((each) => !each.startsWith('-h')).sort()).toEqual(offers);
  });
});

const [noZsh, lacksZsh] = shell('zsh');

describe.skipIf(lacksZsh)(`completion in zsh${noZsh}`, () => {
  // The functions of zsh that show what is offered are replaced by ones that print it.
  const printing = `compdef() { : }
compadd() { shift; print -rl -- "$@" }
_describe() { local each; for each in "\${(@P)2}"; do print -r -- "\${each%%:*}"; done }
_files() { print -r -- files }`;

  it.each([...scenarios, [['run', '--cd', ''], ['files']] as const])('offers what fits behind %j', (words, offers) => {
    const script = `${printing}\n${renderCompletion('zsh', 'codex-sdk', places)}\nwords=("$@"); CURRENT=$#; _codex_sdk`;
    const args = ['-f', '-c', script, 'zsh', 'codex-sdk', ...words];
    const typed = words.at(-1) ?? '';
    const output = execFileSync('zsh', args, { encoding: 'utf8', env: elsewhere() });
    // What does not begin with the typed word is left out by zsh itself.
    const offered = output.split('\n').filter((each) => each !== '' && (each.startsWith(typed) || each === 'files'));
    expect(offered.filter((each) => each !== '--help').sort()).toEqual(offers);
  });
});

/** The surroundings of a shell that must not read the files of whoever runs the tests. */
function elsewhere(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C.UTF-8' };
}

describe('completion in other shells', () => {
  it('describes commands and options to fish, quoted', () => {
    expect(renderCompletion('fish', 'codex-sdk', places).split('\n').slice(1, 7)).toEqual([
      "complete -c codex-sdk -n 'not __fish_seen_subcommand_from run mcp' -f -a run -d 'Run what isn'\\''t running.'",
      "complete -c codex-sdk -n 'not __fish_seen_subcommand_from run mcp' -f -a mcp -d 'Servers.'",
      "complete -c codex-sdk -n 'not __fish_seen_subcommand_from run mcp' -l version -s V -d 'print the version'",
      "complete -c codex-sdk -n 'not __fish_seen_subcommand_from run mcp' -l help -s h -d 'display help for command'",
      "complete -c codex-sdk -n '__fish_seen_subcommand_from run' -l sandbox -s s -x -a 'none all' -d 'what it may do'",
      "complete -c codex-sdk -n '__fish_seen_subcommand_from run' -l cd -s C -r -F -d 'directory'",
    ]);
  });

  it('describes commands and options to zsh', () => {
    const script = renderCompletion('zsh', 'codex-sdk', places);
    expect(script.split('\n')[0]).toBe('#compdef codex-sdk');
    expect(script).toContain("    '/mcp') offered=('add:Add one.' '--help:display help for command') ;;\n");
    expect(script).toContain("    '/run:--sandbox'|'/run:-s') compadd -- none all; return ;;\n");
  });
});
