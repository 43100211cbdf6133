// @ts-check
/**
 * The permission rules: compiling and materialising a profile of 200 entries over 20 workspace roots, resolving its rules, and asking
 * it 100,000 questions. The baseline is what no resolver can do without: walking up the directories of the same paths with one look-up
 * in a `Map` for each. Every answer is checked against the expected number of readable and writable paths.
 */
import { pathToFileURL } from 'node:url';

/** @type {typeof import('../dist/domain.js')} */
const domain = await import(process.argv[2] === undefined ? '../dist/domain.js' : pathToFileURL(process.argv[2]).href);

const QUESTIONS = 100_000;
const ROUNDS = 15;

/** @param {string} text */
function abs(text) {
  const parsed = domain.parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** @param {number} count */
const numbers = (count) => Array.from({ length: count }, (_, index) => index);

const roots = numbers(20).map((index) => abs(`/home/user/code/project-${index}`));
const cwd = roots[0] ?? abs('/');
const context = { cwd, workspaceRoots: roots, tmpdir: abs('/tmp/user'), slashTmp: abs('/tmp') };

/** 200 rules: most about places in a workspace, some patterns, some literal paths. */
const filesystem = {
  ':root': 'read',
  ':tmpdir': 'write',
  glob_scan_max_depth: 4,
  ':workspace_roots': Object.fromEntries([
    ['.', 'write'],
    ...numbers(120).map((index) => [`packages/part-${index}/generated`, index % 2 === 0 ? 'read' : 'deny']),
    ...numbers(17).map((index) => [`**/*.secret${index}`, 'deny']),
  ]),
  ...Object.fromEntries(numbers(60).map((index) => [`/opt/data/set-${index}`, index % 3 === 0 ? 'write' : 'deny'])),
};
const tables = domain.decodeProfileTables({ dev: { filesystem } });
if (!tables.ok) throw new Error(tables.error.message);

function compileAndMaterialise() {
  const table = tables.ok ? tables.value.get('dev') : undefined;
  if (table === undefined || !tables.ok) throw new Error('dev');
  const compiled = domain.compilePermissionProfile(table, tables.value, { platform: 'linux', cwd });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const profile = /** @type {import('../dist/domain.js').PermissionProfile} */ ({
    kind: 'managed',
    fileSystem: compiled.value.fileSystem,
    network: compiled.value.network,
  });
  return { raw: profile, effective: domain.materializeProfile(profile, roots) };
}

const { raw, effective } = compileAndMaterialise();
const policy = domain.fileSystemPolicyOf(effective);
const entries = policy.kind === 'restricted' ? policy.entries.length : 0;
const rawPolicy = domain.fileSystemPolicyOf(raw);
console.log(
  `${rawPolicy.kind === 'restricted' ? rawPolicy.entries.length : 0} entries, ${entries} over ${roots.length} roots`,
);

const questions = numbers(QUESTIONS).map((index) => {
  const root = roots[index % roots.length];
  const part = `packages/part-${index % 150}`;
  if (index % 4 === 0) return abs(`${root}/${part}/generated/file-${index}.ts`);
  if (index % 4 === 1) return abs(`${root}/${part}/src/deep/er/file-${index}.ts`);
  return index % 4 === 2
    ? abs(`${root}/${part}/src/key-${index}.secret${index % 20}`)
    : abs(`/opt/data/set-${index % 80}/x/${index}`);
});

/** Milliseconds of processor time, so that other work on the machine counts as little as possible. @param {() => unknown} work */
function time(work) {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const known = new Map(
  policy.kind === 'restricted'
    ? policy.entries.map((entry) => [entry.path.kind === 'path' ? String(entry.path.path) : '', entry.access])
    : [],
);

function walkUp() {
  let found = 0;
  for (const question of questions) {
    for (let path = String(question); path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      if (known.has(path)) found += 1;
    }
  }
  return found;
}

const access = domain.compileAccess(policy, context);

function decide() {
  let readable = 0;
  let writable = 0;
  for (const question of questions) {
    const mode = access.access(question);
    if (mode !== 'deny') readable += 1;
    if (mode === 'write') writable += 1;
  }
  return `${readable} readable, ${writable} writable`;
}

function askWrite() {
  return questions.filter((question) => access.canWrite(question)).length;
}

const expected = decide();
console.log(expected);
/** @type {Record<string, () => unknown>} */
const subjects = {
  'compile and materialise': compileAndMaterialise,
  'resolve all rules': () => domain.resolveFileSystemRules(policy, context, new Map()),
  'prepare for questions': () => domain.compileAccess(policy, context),
  '100,000 access decisions': () => {
    if (decide() !== expected) throw new Error('the answers changed');
  },
  '100,000 write questions': askWrite,
  'baseline: 100,000 walks up': walkUp,
};

/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, work] of Object.entries(subjects)) times[name]?.push(time(work));
}
const targets = /** @type {Record<string, number>} */ ({
  'compile and materialise': 5,
  '100,000 access decisions': 150,
});
for (const [name, values] of Object.entries(times)) {
  const target = targets[name];
  const verdict = target === undefined ? '' : `  (target ${target} ms: ${median(values) <= target ? 'met' : 'MISSED'})`;
  console.log(
    `${name.padEnd(28)} ${median(values).toFixed(2).padStart(8)} ms, best ${Math.min(...values).toFixed(2)} ms${verdict}`,
  );
}
