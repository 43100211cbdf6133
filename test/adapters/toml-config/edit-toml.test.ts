import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editToml } from '../../../src/adapters/toml-config/edit/edit-toml.js';
import { parseToml } from '../../../src/adapters/toml-config/parse-toml.js';
import type { JsonObject, JsonValue } from '../../../src/domain/tools/tool-definition.js';
import type { ConfigEdit } from '../../../src/ports/config-editor.js';

const set = (key: readonly string[], value: JsonValue): ConfigEdit => ({ kind: 'set', key, value });
const remove = (...key: readonly string[]): ConfigEdit => ({ kind: 'remove', key });
const server = (name: string, value: JsonObject = { command: 'npx' }): ConfigEdit => set(['mcp_servers', name], value);

async function edit(text: string, ...edits: readonly ConfigEdit[]): Promise<string> {
  const edited = await editToml(text, edits, 'config.toml');
  return edited.ok ? edited.value : `refused: ${edited.error.message}`;
}

describe('setting a table', () => {
  it.each<readonly [string, string, ConfigEdit, string]>([
    ['in an empty file', '', server('a'), '[mcp_servers.a]\ncommand = "npx"\n'],
    [
      'with tables in it',
      '',
      server('a', { command: 'npx', args: ['-y', 'x'], env: { A: '1', 'B C': '"2"' } }),
      '[mcp_servers.a]\ncommand = "npx"\nargs = ["-y", "x"]\n\n[mcp_servers.a.env]\nA = "1"\n"B C" = "\\"2\\""\n',
    ],
    [
      'behind what is there',
      'model = "m" # best\n',
      server('a'),
      'model = "m" # best\n\n[mcp_servers.a]\ncommand = "npx"\n',
    ],
    [
      'behind a last line without an end',
      'model = "m"',
      server('a'),
      'model = "m"\n\n[mcp_servers.a]\ncommand = "npx"\n',
    ],
    ['behind a comment', '# mine', server('a'), '# mine\n\n[mcp_servers.a]\ncommand = "npx"\n'],
    [
      'with the line breaks of the file',
      'a = 1\r\n',
      server('a'),
      'a = 1\r\n\r\n[mcp_servers.a]\r\ncommand = "npx"\r\n',
    ],
    ['behind a byte order mark', '\uFEFF', server('a'), '\uFEFF[mcp_servers.a]\ncommand = "npx"\n'],
    [
      'beside its siblings',
      '[mcp_servers.z]\ncommand = "z"\n\n# about tui\n[tui]\nnotifications = true\n',
      server('a'),
      '[mcp_servers.z]\ncommand = "z"\n\n[mcp_servers.a]\ncommand = "npx"\n\n# about tui\n[tui]\nnotifications = true\n',
    ],
    [
      'behind the comments of its sibling',
      '[mcp_servers.z]\ncommand = "z"\n# args = []\n\n[tui]\n',
      server('a'),
      '[mcp_servers.z]\ncommand = "z"\n# args = []\n\n[mcp_servers.a]\ncommand = "npx"\n\n[tui]\n',
    ],
    [
      'in front of the comments of what follows',
      '[mcp_servers.z]\ncommand = "z"\n# about tui\n[tui]\n',
      server('a'),
      '[mcp_servers.z]\ncommand = "z"\n\n[mcp_servers.a]\ncommand = "npx"\n\n# about tui\n[tui]\n',
    ],
    [
      'in place of the old one',
      '# head\n[mcp_servers.a] # old\n# inside\ncommand = "old"\nargs = [\n  "x", # why\n]\n\n# tail\n[mcp_servers.b]\ncommand = "b"\n',
      server('a'),
      '# head\n[mcp_servers.a]\ncommand = "npx"\n\n# tail\n[mcp_servers.b]\ncommand = "b"\n',
    ],
    [
      'in place of an old one in several pieces',
      '[mcp_servers.a.env]\nX = "1"\n\n[tui]\n\n[mcp_servers.a]\ncommand = "old"\n',
      server('a'),
      '[mcp_servers.a]\ncommand = "npx"\n\n[tui]\n\n',
    ],
    [
      'in place of an inline one',
      '[mcp_servers]\na = { command = "old" } # kept\nb = { command = "b" }\n',
      server('a', { command: 'npx', env: { A: '1' } }),
      '[mcp_servers]\na = { command = "npx", env = { A = "1" } } # kept\nb = { command = "b" }\n',
    ],
    [
      'in an inline table of servers',
      'mcp_servers = { b = { command = "b" } }\nmodel = "m"\n',
      server('a'),
      'mcp_servers = { b = { command = "b" }, a = { command = "npx" } }\nmodel = "m"\n',
    ],
    ['in an empty inline table', 'mcp_servers = {}\n', server('a'), 'mcp_servers = { a = { command = "npx" } }\n'],
    [
      'in place of an old one in an inline table',
      'mcp_servers = { a.command = "a", a.enabled = true, b = { command = "b" } }\n',
      server('a'),
      'mcp_servers = { b = { command = "b" }, a = { command = "npx" } }\n',
    ],
    [
      'in place of dotted keys',
      'mcp_servers.a.command = "old"\nmcp_servers.a.enabled = false\nmodel = "m"\n',
      server('a'),
      'model = "m"\n\n[mcp_servers.a]\ncommand = "npx"\n',
    ],
    [
      'beside dotted keys of its siblings',
      'mcp_servers.b.command = "b"\nmodel = "m"\n',
      server('a'),
      'mcp_servers.b.command = "b"\nmodel = "m"\n\n[mcp_servers.a]\ncommand = "npx"\n',
    ],
    ['under a name that needs quotes', '', server('@a/b.c'), '[mcp_servers."@a/b.c"]\ncommand = "npx"\n'],
    ['under the name `__proto__`', '', server('__proto__'), '[mcp_servers.__proto__]\ncommand = "npx"\n'],
    [
      'and leaves look-alikes in texts alone',
      'instructions = """\n[mcp_servers.a]\ncommand = "text"\n"""\n',
      server('a'),
      'instructions = """\n[mcp_servers.a]\ncommand = "text"\n"""\n\n[mcp_servers.a]\ncommand = "npx"\n',
    ],
  ])('%s', async (_, before, change, after) => {
    expect(await edit(before, change)).toBe(after);
  });
});

describe('setting a value', () => {
  const trust = set(['projects', '/work', 'trust_level'], 'trusted');

  it.each<readonly [string, string, ConfigEdit, string]>([
    ['that is there', 'model = "old" # best\n', set(['model'], 'new'), 'model = "new" # best\n'],
    ['over several lines', 'notify = [\n  "a", # x\n]\n', set(['notify'], ['b']), 'notify = ["b"]\n'],
    ['above the first table', '# t\n[tui]\n', set(['model'], 'm'), 'model = "m"\n\n# t\n[tui]\n'],
    [
      'below the last key above the first table',
      'a = 1 # x\n\n[tui]\n',
      set(['model'], 'm'),
      'a = 1 # x\nmodel = "m"\n\n[tui]\n',
    ],
    ['in a file with comments alone', '# mine\n', set(['model'], 'm'), '# mine\nmodel = "m"\n'],
    ['in a new table', '', trust, '[projects."/work"]\ntrust_level = "trusted"\n'],
    [
      'in the table that is there',
      '[projects."/work"]\n\n[tui]\n',
      trust,
      '[projects."/work"]\ntrust_level = "trusted"\n\n[tui]\n',
    ],
    [
      'that is there in quotes of another kind',
      "[projects.'/work']\n'trust_level' = 'untrusted' # no\n",
      trust,
      "[projects.'/work']\n'trust_level' = \"trusted\" # no\n",
    ],
    ['in an inline table', '[projects]\n"/work" = { }\n', trust, '[projects]\n"/work" = { trust_level = "trusted" }\n'],
    ['beside dotted keys', '[tui]\na.b = 1\nc = 2\n', set(['tui', 'a', 'd'], 3), '[tui]\na.b = 1\na.d = 3\nc = 2\n'],
    [
      'in a table of which only tables are there',
      '[tui.keys]\nx = 1\n',
      set(['tui', 'theme'], 'dark'),
      '[tui.keys]\nx = 1\n\n[tui]\ntheme = "dark"\n',
    ],
    [
      'in place of a table',
      '[tools.web_search]\nx = 1\n',
      set(['tools', 'web_search'], true),
      '[tools]\nweb_search = true\n',
    ],
    [
      'with characters that need escapes',
      '',
      set(['a'], 'tab\t"\\\u007f\u0001é\n'),
      'a = "tab\\t\\"\\\\\\u007f\\u0001é\\n"\n',
    ],
  ])('%s', async (_, before, change, after) => {
    expect(await edit(before, change)).toBe(after);
  });
});

describe('removing', () => {
  it.each<readonly [string, string, string]>([
    ['what is not there', '[mcp_servers.b]\ncommand = "b"\n', '[mcp_servers.b]\ncommand = "b"\n'],
    ['all there is', '[mcp_servers.a]\ncommand = "a"\n', ''],
    ['the last table', 'model = "m"\n\n[mcp_servers.a]\ncommand = "a"\n', 'model = "m"\n'],
    [
      'a table between others',
      '[x]\na = 1\n\n[mcp_servers.a]\ncommand = "a"\n\n[mcp_servers.a.env]\nA = "1"\n\n# y\n[y]\n',
      '[x]\na = 1\n\n# y\n[y]\n',
    ],
    ['a table with comments around it', '# above\n[mcp_servers.a]\ncommand = "a" # x\n# below\n', '# above\n# below\n'],
    ['an inline table', '[mcp_servers]\na = { command = "a" } # x\nb = {}\n', '[mcp_servers]\nb = {}\n'],
    [
      'the first entry of an inline table',
      'mcp_servers = { a = { command = "a" }, b = {} }\n',
      'mcp_servers = { b = {} }\n',
    ],
    [
      'the last entry of an inline table',
      'mcp_servers = { b = {}, a = { command = "a" } }\n',
      'mcp_servers = { b = {} }\n',
    ],
    ['the only entry of an inline table', 'mcp_servers = {a = { command = "a" }}\n', 'mcp_servers = {}\n'],
    ['dotted keys', 'mcp_servers.a.command = "a"\nmcp_servers.a.args = []\nx = 1\n', 'x = 1\n'],
    ['a table with Windows line breaks', 'x = 1\r\n\r\n[mcp_servers.a]\r\ncommand = "a"\r\n', 'x = 1\r\n'],
    ['a table behind a byte order mark', '\uFEFF[mcp_servers.a]\ncommand = "a"\n[x]\n', '\uFEFF[x]\n'],
    ['a list of tables', '[[mcp_servers.a]]\nx = 1\n[[mcp_servers.a]]\nx = 2\n[y]\n', '[y]\n'],
  ])('%s', async (_, before, after) => {
    expect(await edit(before, remove('mcp_servers', 'a'))).toBe(after);
  });
});

describe('a document that cannot be edited', () => {
  it.each<readonly [string, string, ConfigEdit, string]>([
    ['is not TOML', 'a = \n', server('a'), 'refused: not valid TOML: invalid value'],
    [
      'would have to hold null',
      '',
      set(['a'], null),
      'refused: `a` has a value that TOML cannot hold; expected text, numbers, booleans, lists or tables',
    ],
    [
      'would have to hold half a character',
      '',
      set(['a'], '\ud800'),
      'refused: `a` has a value that TOML cannot hold; expected text, numbers, booleans, lists or tables',
    ],
    ['is asked for nothing', '', remove(), 'refused: the key of a setting is missing'],
    [
      'has a list where a table is needed',
      '[[mcp_servers]]\nx = 1\n',
      server('a'),
      'refused: `mcp_servers.a` cannot be changed without rewriting what is around it; edit the file by hand',
    ],
  ])('%s', async (_, before, change, refusal) => {
    expect(await edit(before, change)).toBe(refusal);
  });
});

describe('any edit of any document', () => {
  const name = fc.constantFrom('a', 'b', 'mcp_servers', 'x y', 'é', '__proto__');
  const scalar = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.array(fc.constantFrom('p', '#', '"', ']'), { maxLength: 3 }),
  );
  const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.dictionary(name, scalar, { maxKeys: 3 }),
  );
  const table = fc.dictionary(name, leaf, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
  const comment = fc.constantFrom('', '# note', '# [a]', '# a = 1', '  ', '#"');

  interface Document {
    readonly entries: readonly (readonly [string, JsonValue])[];
    readonly comments: readonly string[];
    readonly windows: boolean;
  }

  /** Documents made by the editor itself, with comments strewn between the lines. */
  const document: fc.Arbitrary<Document> = fc
    .tuple(
      fc.array(fc.tuple(name, fc.oneof(table, scalar)), { maxLength: 4 }),
      fc.array(comment, { maxLength: 12 }),
      fc.boolean(),
    )
    .map(([entries, comments, windows]) => ({ entries, comments, windows }));

  async function written({ entries, comments, windows }: Document): Promise<string> {
    const text = await edit('', ...entries.map(([key, value]) => set([key], value)));
    const lines = text.split('\n').flatMap((line, index) => [comments[index] ?? '', line]);
    return lines.join(windows ? '\r\n' : '\n');
  }

  const commentsOf = (text: string): readonly string[] => text.split(/\r?\n/).filter((line) => line.startsWith('#'));
  const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 200);

  it('means what it should and keeps every comment', async () => {
    await fc.assert(
      fc.asyncProperty(document, name, name, leaf, async (made, first, second, value) => {
        const before = await written(made);
        const edited = await edit(before, set([first, second], value));
        fc.pre(!edited.startsWith('refused'));
        const parsed = await parseToml(edited, '');
        expect(parsed.ok).toBe(true);
        const lost = commentsOf(before).length - commentsOf(edited).length;
        const replaced = (await edit(before, remove(first, second))) !== before;
        if (!replaced) expect(lost).toBe(0);
      }),
      { numRuns },
    );
  });

  it('is undone by removing what was added', async () => {
    await fc.assert(
      fc.asyncProperty(document, async (made) => {
        const before = await written(made);
        const added = await edit(before, set(['added', 'server'], { command: 'x', env: { A: 'b' } }));
        const undone = await edit(added, remove('added', 'server'));
        expect(undone.trimEnd()).toBe(before.trimEnd());
      }),
      { numRuns },
    );
  });
});
