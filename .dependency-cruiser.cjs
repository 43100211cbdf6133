/**
 * The layers, as arrows that are forbidden. `docs/architecture.md` has the picture; `test/architecture/boundaries.test.ts`
 * plants a violation of every rule below and expects it to be named.
 */

/** Which of our folders may import a package. A package that is not listed may be imported by nobody. */
const PACKAGES = {
  inversify: '^src/composition/',
  'reflect-metadata': '^src/composition/',
  openai: '^src/adapters/openai-responses/',
  zod: '^src/adapters/',
  'smol-toml': '^src/adapters/toml-config/',
  '@modelcontextprotocol/client': '^src/adapters/mcp-client/',
  '@modelcontextprotocol/server': '^src/adapters/mcp-server/',
  '@modelcontextprotocol/core': '^src/adapters/mcp-(client|server)/',
  '@opentelemetry/api': '^src/adapters/opentelemetry/',
  '@lydell/node-pty': '^src/adapters/node-pty/',
  koffi: '^src/adapters/windows-sandbox/',
  diff: '^src/(adapters|cli)/',
  commander: '^src/cli/',
  marked: '^src/cli/',
};

const PACKAGE_PATH = '(^|/)node_modules/';
const packagePath = (name) => `${PACKAGE_PATH}(@types/)?${name}(/|$)`;
const ANY_LISTED_PACKAGE = `${PACKAGE_PATH}(${Object.keys(PACKAGES).join('|')})(/|$)`;

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** What each folder may import of our own code. */
const layers = [
  forbid(
    'domain-stands-alone',
    'The domain is pure: it imports nothing but itself, so that it runs anywhere and can be tested without an operating system.',
    { path: '^src/domain(/|\\.ts$)' },
    { pathNot: '^src/domain/' },
  ),
  forbid(
    'ports-speak-domain',
    'A port is described with the words of the domain and of other ports.',
    { path: '^src/ports/' },
    { pathNot: '^src/(domain|ports)/' },
  ),
  forbid(
    'ports-import-types',
    'A port is a contract: it imports types and nothing that exists at run time.',
    { path: '^src/ports/' },
    { path: '^src/', dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'application-knows-no-technology',
    'The application acts through ports: no package, no node:*, no adapter, no container.',
    { path: '^src/application/' },
    { pathNot: '^src/(domain|ports|application)/' },
  ),
  forbid(
    'ports-are-imported-as-types',
    'Only the types of a port exist; importing anything else from one would be an implementation in the wrong place.',
    { path: '^src/' },
    { path: '^src/ports/', dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'adapters-are-islands',
    'An adapter knows the domain, the ports and its own folder; adapters meet only in the composition.',
    { path: '^src/adapters/([^/]+)/' },
    { path: '^src/', pathNot: '^src/(domain|ports|adapters/$1)/' },
  ),
  forbid(
    'composition-is-below-the-entries',
    'The composition wires the layers; the entries and the command line are built on it, not the other way round.',
    { path: '^src/composition/' },
    { path: '^src/', pathNot: '^src/(domain|ports|application|adapters|composition)/' },
  ),
  forbid(
    'composition-does-no-io',
    'The composition chooses and connects; whatever touches the machine is an adapter.',
    { path: '^src/composition/' },
    { dependencyTypes: ['core'] },
  ),
  forbid(
    'cli-is-an-ordinary-user',
    'The command line imports what every user can import: the public entries.',
    { path: '^src/cli/' },
    { path: '^src/', pathNot: '^src/(cli/|(index|domain|adapters)\\.ts$)' },
  ),
  forbid(
    'testing-needs-no-machine',
    'What is shipped for tests stands on the domain, the ports and the in-memory adapters.',
    { path: '^src/testing(/|\\.ts$)' },
    { pathNot: '^src/(domain|ports|testing|adapters/in-memory)/' },
  ),
  forbid(
    'nobody-imports-testing',
    'What is shipped for tests is reached through its own entry only.',
    { path: '^src/', pathNot: '^src/testing(/|\\.ts$)' },
    { path: '^src/testing(/|\\.ts$)' },
  ),
  forbid(
    'nobody-imports-the-cli',
    'The command line is a leaf.',
    { path: '^src/', pathNot: '^src/cli/' },
    { path: '^src/cli/' },
  ),
  forbid(
    'plans-touch-no-machine',
    'A plan for bubblewrap and its filter are data, made on every platform.',
    { path: '^src/adapters/bubblewrap/(plan|seccomp)/' },
    { pathNot: '^src/(domain|ports)/|^src/adapters/bubblewrap/(plan|seccomp)/' },
  ),
  forbid(
    'launching-comes-last',
    'Launching a command in bubblewrap uses the other rooms; none of them uses it.',
    { path: '^src/adapters/bubblewrap/[^/]+/', pathNot: '^src/adapters/bubblewrap/launch/' },
    { path: '^src/adapters/bubblewrap/launch/' },
  ),
];

const packages = [
  ...Object.entries(PACKAGES).map(([name, home]) =>
    forbid(
      `package-${name.replace(/^@/, '').replace('/', '-')}`,
      `\`${name}\` is known only in ${home}.`,
      { path: '^src/', pathNot: home },
      { path: packagePath(name) },
    ),
  ),
  forbid(
    'package-unlisted',
    'A new package needs a row in PACKAGES, which says where it may be known.',
    { path: '^src/' },
    { path: PACKAGE_PATH, pathNot: ANY_LISTED_PACKAGE },
  ),
];

const hygiene = [
  forbid('no-cycles', 'Two modules that need each other are one module or need a third.', {}, { circular: true }),
  forbid(
    'no-orphans',
    'A file that nothing imports and that imports nothing is left over.',
    { orphan: true, pathNot: '^src/(index|start|domain|adapters|testing)\\.ts$' },
    {},
  ),
  forbid('no-unresolvable', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
];

module.exports = {
  forbidden: [...layers, ...packages, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts'],
    },
  },
};
