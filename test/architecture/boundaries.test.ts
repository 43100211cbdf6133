import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createScratchProject, REPOSITORY, runTool } from './scratch-project.js';

interface Rules {
  readonly forbidden: readonly { readonly name: string }[];
}

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const { forbidden }: Rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

/** Files that every scratch project has, one per layer. */
const HOUSE = {
  'src/index.ts': `export { compose } from './composition/compose.js';\nexport type { Port } from './ports/port.js';\n`,
  'src/domain.ts': `export { rule } from './domain/rule.js';\n`,
  'src/adapters.ts': `export { one } from './adapters/one/one.js';\nexport { two } from './adapters/two/two.js';\n`,
  'src/testing.ts': `export { suite } from './testing/suite.js';\nexport { memory } from './adapters/in-memory/memory.js';\n`,
  'src/domain/rule.ts': `import { fact } from './facts/fact.js';\nexport const rule = fact;\n`,
  'src/domain/facts/fact.ts': `export const fact = 1;\n`,
  'src/ports/port.ts': `import type { fact } from '../domain/facts/fact.js';\nexport interface Port { readonly fact: typeof fact }\n`,
  'src/application/use-case.ts': `import { rule } from '../domain/rule.js';\nimport type { Port } from '../ports/port.js';\nexport const useCase = (port: Port) => [port, rule];\n`,
  'src/adapters/one/one.ts': `import { readFile } from 'node:fs/promises';\nimport { z } from 'zod';\nimport type { Port } from '../../ports/port.js';\nimport { part } from './part.js';\nexport const one = (port: Port) => [readFile, z, port, part];\n`,
  'src/adapters/one/part.ts': `import { rule } from '../../domain/rule.js';\nexport const part = rule;\n`,
  'src/adapters/two/two.ts': `import { rule } from '../../domain/rule.js';\nexport const two = rule;\n`,
  'src/adapters/bubblewrap/plan/steps.ts': `import { rule } from '../../../domain/rule.js';\nexport const steps = rule;\n`,
  'src/adapters/bubblewrap/launch/run.ts': `import { spawn } from 'node:child_process';\nimport { steps } from '../plan/steps.js';\nexport const run = [spawn, steps];\n`,
  'src/adapters/in-memory/memory.ts': `import { rule } from '../../domain/rule.js';\nexport const memory = rule;\n`,
  'src/adapters/openai-responses/model.ts': `import OpenAI from 'openai';\nexport const model = OpenAI;\n`,
  'src/composition/compose.ts': `import { Container } from 'inversify';\nimport { one } from '../adapters/one/one.js';\nimport { model } from '../adapters/openai-responses/model.js';\nimport { useCase } from '../application/use-case.js';\nexport const compose = [Container, model, one, useCase];\n`,
  'src/testing/suite.ts': `import { rule } from '../domain/rule.js';\nexport const suite = rule;\n`,
  'src/cli/main.ts': `import { spawn } from 'node:child_process';\nimport { Command } from 'commander';\nimport { one } from '../adapters.js';\nimport { rule } from '../domain.js';\nimport { compose } from '../index.js';\nimport { show } from './show.js';\nexport default [spawn, Command, compose, one, rule, show];\n`,
  'src/cli/show.ts': `export const show = 1;\n`,
};

/** For each rule, files that break it. */
const PLANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'domain-stands-alone': {
    'src/domain/reads-disk.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
    'src/domain/uses-package.ts': `import { z } from 'zod';\nexport const x = z;\n`,
    'src/domain/knows-port.ts': `import type { Port } from '../ports/port.js';\nexport type X = Port;\n`,
  },
  'ports-speak-domain': {
    'src/ports/of-technology.ts': `import type { Readable } from 'node:stream';\nexport type X = Readable;\n`,
    'src/ports/of-use-case.ts': `import type { useCase } from '../application/use-case.js';\nexport type X = typeof useCase;\n`,
  },
  'ports-import-types': {
    'src/ports/with-value.ts': `import { fact } from '../domain/facts/fact.js';\nexport type X = typeof fact;\n`,
  },
  'application-knows-no-technology': {
    'src/application/reads-disk.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
    'src/application/knows-adapter.ts': `import { one } from '../adapters/one/one.js';\nexport const x = one;\n`,
    'src/application/uses-package.ts': `import { z } from 'zod';\nexport const x = z;\n`,
    'src/application/knows-container.ts': `import { compose } from '../composition/compose.js';\nexport const x = compose;\n`,
  },
  'ports-are-imported-as-types': {
    'src/adapters/two/takes-port-value.ts': `import { Port } from '../../ports/port.js';\nexport type X = Port;\n`,
  },
  'adapters-are-islands': {
    'src/adapters/two/knows-one.ts': `import { one } from '../one/one.js';\nexport const x = one;\n`,
    'src/adapters/two/knows-use-case.ts': `import { useCase } from '../../application/use-case.js';\nexport const x = useCase;\n`,
    'src/adapters/two/knows-entry.ts': `import { rule } from '../../domain.js';\nexport const x = rule;\n`,
  },
  'composition-is-below-the-entries': {
    'src/composition/knows-entry.ts': `import { rule } from '../domain.js';\nexport const x = rule;\n`,
  },
  'composition-does-no-io': {
    'src/composition/reads-disk.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
  },
  'cli-is-an-ordinary-user': {
    'src/cli/reaches-inside.ts': `import { useCase } from '../application/use-case.js';\nexport const x = useCase;\n`,
    'src/cli/reaches-testing.ts': `import { suite } from '../testing.js';\nexport const x = suite;\n`,
  },
  'testing-needs-no-machine': {
    'src/testing/reads-disk.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
    'src/testing/uses-framework.ts': `import { it } from 'vitest';\nexport const x = it;\n`,
  },
  'nobody-imports-testing': {
    'src/composition/uses-double.ts': `import { suite } from '../testing/suite.js';\nexport const x = suite;\n`,
  },
  'nobody-imports-the-cli': {
    'src/composition/knows-cli.ts': `import { show } from '../cli/show.js';\nexport const x = show;\n`,
  },
  'plans-touch-no-machine': {
    'src/adapters/bubblewrap/plan/reads-disk.ts': `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
  },
  'launching-comes-last': {
    'src/adapters/bubblewrap/probe/launches.ts': `import { run } from '../launch/run.js';\nexport const x = run;\n`,
  },
  'package-unlisted': {
    'src/adapters/two/uses-unlisted.ts': `import pad from 'left-pad';\nexport const x = pad;\n`,
  },
  'no-cycles': {
    'src/domain/egg.ts': `import { hen } from './hen.js';\nexport const egg = () => hen;\n`,
  },
  'no-orphans': { 'src/domain/left-over.ts': `export const x = 1;\n` },
  'no-unresolvable': { 'src/adapters/two/lost.ts': `import { x } from './gone.js';\nexport const y = x;\n` },
};

/** The other half of the planted cycle, which is reported once. */
const ACCOMPLICE = { 'src/domain/hen.ts': `import { egg } from './egg.js';\nexport const hen = () => egg;\n` };

/** Every listed package, imported where it does not belong. */
const PACKAGE_RULES = forbidden
  .map(({ name }) => name)
  .filter((name) => name.startsWith('package-') && name !== 'package-unlisted');

const SCOPES = ['modelcontextprotocol', 'opentelemetry', 'lydell'];

function packageOf(rule: string): string {
  const name = rule.slice('package-'.length);
  const scope = SCOPES.find((candidate) => name.startsWith(`${candidate}-`));
  return scope ? `@${scope}/${name.slice(scope.length + 1)}` : name;
}

const MISPLACED = Object.fromEntries(
  PACKAGE_RULES.map((rule) => [
    rule,
    { [`src/application/uses-${rule}.ts`]: `import x from '${packageOf(rule)}';\nexport const y = x;\n` },
  ]),
);

/** Packages as the resolver sees them, so that the rules are proven for those that are not installed as well. */
const NODE_MODULES = Object.fromEntries(
  [...PACKAGE_RULES.map(packageOf), 'left-pad', 'vitest'].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', exports: './index.js' })],
    [`node_modules/${name}/index.js`, 'export default 1;\n'],
  ]),
);

const CRUISER = 'dependency-cruiser/bin/dependency-cruise.mjs';
const CONFIG = ['.dependency-cruiser.cjs', 'tsconfig.json'];

/** The broken rules of a tree, as `file: rule`, sorted and without repetition. */
async function cruise(folder: string): Promise<readonly string[]> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  const { stdout, stderr } = await runTool(folder, CRUISER, args);
  if (stdout === '') throw new Error(`dependency-cruiser said nothing but: ${stderr}`);
  const { summary }: Report = JSON.parse(stdout);
  return [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
}

async function cruiseScratch(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using project = await createScratchProject(CONFIG, { ...HOUSE, ...NODE_MODULES, ...files });
  return await cruise(project.folder);
}

describe('the boundaries between the layers', () => {
  it('allow every arrow that the design allows', async () => {
    expect(await cruiseScratch({})).toEqual([]);
  });

  it('have a planted violation for every rule', () => {
    const rules = forbidden.map(({ name }) => name).sort();
    expect(Object.keys({ ...PLANTED, ...MISPLACED }).sort()).toEqual(rules);
  });

  it('name every planted violation', async () => {
    const planted = Object.entries({ ...PLANTED, ...MISPLACED });
    const found = await cruiseScratch(Object.assign({}, ACCOMPLICE, ...planted.map(([, files]) => files)));
    const expected = planted.flatMap(([rule, files]) => Object.keys(files).map((file) => `${file}: ${rule}`));
    const unnamed = expected.filter((violation) => !found.includes(violation));
    expect(unnamed).toEqual([]);
  });

  it('hold in this repository', async () => {
    expect(await cruise(REPOSITORY)).toEqual([]);
  });
});
