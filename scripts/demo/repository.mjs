// A small real git repository with a failing test: the material of the demonstration.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILES = {
  'package.json': '{ "name": "price-list", "type": "module", "private": true }\n',
  'src/total.js': [
    '/** The price of all lines of an order, in cents. */',
    'export function total(lines) {',
    '  return lines.reduce((sum, line) => sum + line.price, 0);',
    '}',
    '',
  ].join('\n'),
  'test/total.test.js': [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    "import { total } from '../src/total.js';",
    '',
    "test('counts how many of each line were ordered', () => {",
    '  assert.equal(total([{ price: 250, count: 2 }, { price: 100, count: 3 }]), 800);',
    '});',
    '',
  ].join('\n'),
};

/** Makes the repository and commits it. */
export async function createRepository(directory) {
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  git(directory, 'init', '--quiet', '--initial-branch=main');
  git(directory, 'add', '.');
  git(directory, 'commit', '--quiet', '--message=Price list');
}

/** Runs git in the repository, undisturbed by the user's own settings. */
export function git(directory, ...args) {
  const identity = ['-c', 'user.name=Demo', '-c', 'user.email=demo@localhost', '-c', 'core.hooksPath=/dev/null'];
  return execFileSync('git', [...identity, ...args], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

/** Whether the repository's own test passes, run outside of any sandbox. */
export function testPasses(directory) {
  try {
    execFileSync(process.execPath, ['--test', 'test/'], { cwd: directory, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
