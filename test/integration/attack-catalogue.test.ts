import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const tests = resolve(import.meta.dirname, '..');

type Proof = readonly [file: string, title: string];

const races = 'adapters/node/node-file-system-races.test.ts';
const model = 'integration/hostile-model.test.ts';
const rules = 'integration/project-rules.test.ts';
const patches = 'integration/hostile-patches.test.ts';
const projects = 'integration/hostile-projects.test.ts';
const secrets = 'integration/secrets.test.ts';
const sessions = 'integration/session-files.test.ts';
const tools = 'integration/tools.test.ts';
const configuration = 'adapters/toml-config/toml-config-source.test.ts';
const damaged = 'adapters/rollout-store/damaged-session.test.ts';
const mcpServers = 'adapters/mcp-client/hostile-servers.test.ts';
const seatbelt = 'adapters/seatbelt';
const windows = 'adapters/windows-sandbox';
const mcpHttp = 'adapters/mcp-client/http-servers.test.ts';

/**
 * What somebody may try who does not run commands, and where it is tried. A test that is renamed or removed is missed here. What hostile
 * commands try has a catalogue beside the tests of the sandbox.
 */
const attacks: readonly (readonly [attempt: string, ...proofs: readonly Proof[]])[] = [
  [
    'swap a directory for a link while a patch is written',
    [races, 'a directory and a link, never touches what is outside'],
  ],
  [
    'have a FIFO or a device read',
    [projects, 'a FIFO'],
    [projects, 'a device'],
    [configuration, 'that is a FIFO is refused without waiting for a writer'],
    [patches, 'names a FIFO'],
    [tools, 'neither opens a FIFO nor reads what the permissions deny'],
    [damaged, 'is refused when it is a FIFO, without waiting for a writer'],
  ],
  ['give the workspace a name that means something', [projects, 'may have any name']],
  [
    'put a rule of Seatbelt into a path or a pattern',
    [`${seatbelt}/hostile-paths.test.ts`, '%s holds for exactly these'],
    [`${seatbelt}/hostile-paths.test.ts`, '%s in a pattern hides exactly what it names'],
    [`${seatbelt}/plan-command-line.test.ts`, 'never lets a path become part of the policy'],
  ],
  ['spell a protected name otherwise on macOS', [`${seatbelt}/any-spelling.test.ts`, '%s cannot be made as %s']],
  [
    'have a service of macOS read or fetch in place of the command',
    [`${seatbelt}/ways-around.test.ts`, 'to preferences when %s'],
    [`${seatbelt}/ways-around.test.ts`, 'they would fetch what a certificate names'],
  ],
  [
    'use the proxy of another command',
    [`${seatbelt}/filtered-network.test.ts`, 'is the only one that its proxy serves'],
    [`${seatbelt}/filtered-network.test.ts`, 'finds no stranger at the other address of the loopback'],
    ['adapters/network-proxy/credentials.test.ts', 'neither decides, looks up nor reports for who shows %s'],
  ],
  [
    'put a command into an argument on Windows',
    [`${windows}/quote-arguments.test.ts`, 'is split into the very arguments that it was made from'],
    [`${windows}/quote-batch.test.ts`, 'begins no other command, expands nothing'],
  ],
  ['have quoting take forever on Windows', [`${windows}/long-arguments.test.ts`, 'without thinking about it for long']],
  [
    'work in the home or at the root',
    [projects, 'that is the home of the user keeps the settings of the next thread from being changed'],
  ],
  ['point $TMPDIR at the home', [projects, 'does not grow to everything when $TMPDIR is %s']],
  ['add a file beside the workspace', [patches, 'adds beside the workspace']],
  ['add a file at an absolute path', [patches, 'adds at an absolute path']],
  ['move a file out', [patches, 'moves a file out']],
  ['delete a file outside', [patches, 'deletes a file outside']],
  [
    'change hooks or settings',
    [patches, 'adds a hook of the repository'],
    [patches, 'adds a configuration for the next thread'],
  ],
  ['write through a link', [patches, 'adds through a linked directory'], [patches, 'updates a linked file']],
  ['write through a hard link', [patches, 'updates a hard link writes through it and keeps it']],
  [
    'write a patch that is no honest patch',
    [patches, 'adds through a path that turns back'],
    [patches, 'names a path with a NUL'],
    [patches, 'names a path twice'],
    [patches, 'ends its lines with CR LF'],
    [patches, 'has a path of another system'],
    [patches, 'comes through the shell cannot leave the workspace by a directory'],
    [patches, 'is larger than 16 million characters is refused without being looked at'],
    ['domain/patch/plan-patch.test.ts', 'C:a'],
  ],
  [
    'find a key in what is left behind',
    [secrets, 'reaches the provider and appears nowhere else'],
    ['adapters/openai-responses/failures.test.ts', 'shows no secret that the provider quotes, and no query'],
    ['adapters/stderr-logger/stderr-logger.test.ts', 'without secrets and escapes'],
  ],
  [
    'write the rules of the next command',
    [rules, 'allow nothing where commands can write to them'],
    [rules, 'do not count while it %s'],
    ['adapters/rules-store/project-rules.test.ts', 'are an error when they lie %s'],
  ],
  [
    'end the process before what it did is written',
    ['integration/killed-process.test.ts', 'leaves it in the session: item %i, %s'],
    [sessions, 'survives the death of its process in the middle of a turn'],
  ],
  ['write the settings of the next thread', [projects, 'keeps the settings of the next thread from being changed']],
  [
    'put arguments into a notification',
    ['adapters/terminal-notifier/terminal-notifier-notifier.test.ts', 'makes one call with only its own options'],
  ],
  [
    'plant instructions',
    [projects, 'a link out of the project'],
    [projects, 'are cut when they are endless, at little cost'],
    [projects, 'are told as they are when they are not what they seem'],
  ],
  [
    'evade the assessment of commands',
    ['domain/commands/known-safe.test.ts', 'isKnownSafe'],
    ['domain/commands/parse-plain-script.test.ts', 'refuses `%s`'],
    ['domain/commands/dangerous.test.ts', 'flags what is nested deeper than it looks'],
  ],
  ['poison the shell of the next command', [projects, 'does not hand the shell of one command to the next']],
  [
    'be a bad MCP server',
    [mcpServers, 'wrong-ids: only the answer to the request counts'],
    [mcpServers, 'odd-tools: what can be used is offered under clean names'],
    [mcpServers, 'stays small while servers flood it'],
  ],
  ['be a bad MCP server over HTTP', [mcpHttp, 'does not get the token sent elsewhere']],
  [
    'be a bad model',
    [model, 'streams without end uses no memory for what nobody wants'],
    [model, 'is held back while the host does not read'],
    [model, 'calls a tool with arguments of many megabytes gets an answer'],
    [model, 'sends characters that are none has them replaced'],
    [model, 'answers calls that nobody made, or speaks as the user, is not believed'],
    [model, 'a tool that does not exist'],
    [model, 'makes two calls under one id gets an answer to each'],
    [model, 'nests an item 100,000 deep'],
    ['integration/retries.test.ts', 'a stream that ends early'],
  ],
  [
    'print what a terminal obeys, without end',
    [model, 'prints without end and without a line'],
    [model, 'prints control characters has them passed on as data'],
    ['cli/visible-text.test.ts', 'leaves no control character but tab and newline, whatever comes'],
  ],
  [
    'write a configuration that is a bomb',
    [configuration, 'with deep arrays is refused at the place'],
    ['domain/permissions/hostile-input.test.ts', 'of ten megabytes is decoded in linear time'],
  ],
  [
    'tamper with a session',
    [sessions, 'does not raise the permissions of who resumes it'],
    [sessions, 'passes over lines that are no records, however they look'],
    [sessions, 'loses nothing to a line that was never finished'],
    [damaged, 'is refused behind a symbolic link'],
    ['adapters/rollout-store/several-processes.test.ts', 'is refused, unless the superuser owns it or reads it'],
    ['integration/failures.test.ts', 'says that a thread does not exist, and that an id is none'],
  ],
  [
    'have an image read that is none of the thread’s business',
    ['application/tools/view-image.test.ts', 'a link to what may not be read'],
    ['application/tools/view-image.test.ts', 'what a pattern denies'],
    ['application/tools/view-image.test.ts', 'an image that is too large to be shown'],
    ['application/tools/view-image.test.ts', 'reads nothing through a link that is put in its way'],
  ],
];

describe('the catalogue of attacks', () => {
  it.each(attacks.flatMap(([attempt, ...proofs]) => proofs.map(([file, title]) => [attempt, title, file] as const)))(
    '%s: %s',
    (_, title, file) => {
      expect(readFileSync(join(tests, file), 'utf8')).toContain(title);
    },
  );
});
