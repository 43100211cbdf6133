import fc from 'fast-check';

const runs = Number(process.env.FAST_CHECK_RUNS ?? 500);

/** How often a property about scripts is tried. */
export const scriptRuns = { numRuns: runs };

/** How long that may take, in milliseconds. */
export const scriptTimeoutMs = 20_000 + runs * 10;

/** Programs that no shell has; the tests may let them run. */
export const programs = ['n0', 'n1', 'n2', 'n3', 'n_4'] as const;

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const joined = (part: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(part, { minLength, maxLength }).map((parts) => parts.join(''));

const program = fc.constantFrom(...programs);
const blank = oneOf(' ', '  ', '\t');
const bare = oneOf(
  'a',
  '-x',
  '--y=z',
  '1',
  'b.c',
  'd/e',
  'f,g',
  'h:i',
  'j@k',
  'l+m',
  '%n',
  'A=b',
  'é',
  '日本',
  '-',
  '--',
);
const singleQuoted = oneOf("''", "'a b'", "'$x'", "'`n0`'", "'\\'", "'\"'", "'a\nb'", "'#'", "'!'", "'&&'");
const doubleQuoted = oneOf('""', '"a b"', '"\'"', '"a\nb"', '"é"', '"#"', '"!"', '"|"', '"*"');

const word = joined(fc.oneof(bare, singleQuoted, doubleQuoted), 1, 3);
const command = fc
  .tuple(program, fc.array(fc.tuple(blank, word), { maxLength: 3 }))
  .map(([name, args]) => name + args.flat().join(''));
const joiner = oneOf(' && ', '&&', ' || ', '||', '; ', ';', ' | ', '|');

/** Scripts that are plain. */
export const plainScripts: fc.Arbitrary<string> = fc
  .tuple(command, fc.array(fc.tuple(joiner, command), { maxLength: 3 }), oneOf('', '', ';', ' ; '))
  .map(([first, rest, end]) => first + rest.flat().join('') + end);

const disturbance = oneOf(
  ...['=q', '~', 'r~s', '^', '#', 'v#w', '!', '*', '?', '[a]', '[', ']', '{b,c}', '{', '}', '\\', '\\\n', '$H', '$'],
  ...[
    '`',
    '$(n0)',
    '<',
    '>',
    '2>',
    '&',
    '(',
    ')',
    '\n',
    '\r',
    '\u00a0',
    '\u2003',
    '\u0001',
    '\u007f',
    '"',
    "'",
    ';',
    '|',
  ],
  ...[
    '"$x"',
    '"`n0`"',
    '"\\""',
    '"\\$"',
    '"a\\nb"',
    "$'a'",
    '$"a"',
    '<<A\n',
    'if ',
    ' then ',
    '! ',
    'time ',
    'export ',
  ],
  ...['A=b ', '[[ ', ' ]]', ' in ', 'case ', 'esac', 'do ', 'done', 'function ', 'coproc ', '|&', ';;', '$((1))'],
);

/** Plain scripts with one thing put in that mostly makes them something else. */
export const disturbedScripts: fc.Arbitrary<string> = fc
  .tuple(plainScripts, disturbance, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([script, text, place]) => {
    const at = Math.floor(place * script.length);
    return script.slice(0, at) + text + script.slice(at);
  });

const soupPiece = fc.oneof(bare, singleQuoted, doubleQuoted, disturbance, program, blank, joiner);
const characters = [...'abz09 \t\n;&|<>()[]{}$`"\'\\*?~!#%^=+-_.,:/@é\u00a0\u3000\u0001'];

/** Anything that has the characters of scripts in it. */
export const scriptSoup: fc.Arbitrary<string> = fc.oneof(
  joined(soupPiece, 1, 10),
  joined(fc.constantFrom(...characters), 1, 12),
);

const { statement } = fc.letrec<{ statement: string; block: string }>((tie) => ({
  block: fc
    .array(tie('statement'), { minLength: 1, maxLength: 2, depthIdentifier: 'script' })
    .map((list) => list.join('; ')),
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'script' },
    command,
    tie('block').map((block) => `(${block})`),
    tie('block').map((block) => `{ ${block}; }`),
    tie('block').map((block) => `n1 $(${block}) x`),
    tie('block').map((block) => `n1 "a $(${block}) b"`),
    tie('block').map((block) => `n1 <(${block})`),
    tie('block').map((block) => `if ${block}; then n2; else n3; fi`),
    tie('block').map((block) => `for i in a b; do ${block}; done`),
    tie('block').map((block) => `while n1; do ${block}; done`),
    tie('block').map((block) => `case $x in a|b) ${block};; *) n2;; esac`),
    tie('block').map((block) => `f() { ${block}; }`),
    tie('block').map((block) => `${block} > out 2>&1`),
    tie('block').map((block) => `A=1 B="$(${block})" n2`),
    tie('block').map((block) => `! ${block} # n0 "`),
    tie('block').map((block) => `n1 \${x:-"$(${block})"}`),
    tie('block').map((block) => `n1 <<'E' && n2\nn3 $(\nE\n${block}`),
    command.map((inner) => `n1 <<F\n$(${inner}) n3\nF\nn2`),
    tie('block').map((block) => `n1 $((1 << 2)); ${block}`),
    tie('block').map((block) => `${block} &`),
  ),
}));

/** Scripts with everything that plain ones do not have, most of them valid. */
export const elaborateScripts: fc.Arbitrary<string> = fc
  .array(statement, { minLength: 1, maxLength: 2 })
  .map((statements) => statements.join('\n'));
