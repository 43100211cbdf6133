import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installerPrefix, isAtLeast, isInstalled, isStale, missingPackages } from '../../scripts/setup.mjs';

describe('isAtLeast', () => {
  it.each([
    ['20.19.0', true],
    ['20.18.9', false],
    ['20.100.0', true],
    ['22.0.0', true],
    ['18.99.0', false],
  ])('judges %s: %s', (version, expected) => {
    expect(isAtLeast(version, [20, 19])).toBe(expected);
  });
});

describe('isInstalled', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.2.3' },
      'node_modules/for-another-platform': { version: '1.0.0', optional: true },
    },
  };

  it.each([
    ['everything that is needed', { 'node_modules/a': { version: '1.2.3' } }, true],
    ['more than is needed', { 'node_modules/a': { version: '1.2.3' }, 'node_modules/b': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.2.4' } }, false],
    [
      'an optional package in another version',
      { 'node_modules/a': { version: '1.2.3' }, 'node_modules/for-another-platform': { version: '0.9.0' } },
      false,
    ],
    ['nothing', {}, false],
  ])('judges %s', (_title, packages, expected) => {
    expect(isInstalled(lock, { packages })).toBe(expected);
  });

  it('is false without a record of an installation', () => {
    expect(isInstalled(lock, {})).toBe(false);
  });
});

describe('missingPackages', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a bare machine', [], [], ['git', 'bubblewrap']],
    [
      'a bare machine that runs the tests',
      ['--build', '--tests'],
      [],
      ['git', 'bubblewrap', 'python3', 'curl', 'procps'],
    ],
    ['a machine with some', ['--tests'], ['git', 'bwrap', 'python3'], ['curl', 'procps']],
    ['a machine with all', ['--tests'], ['git', 'bwrap', 'python3', 'curl', 'ps'], []],
  ])('lists what %s lacks', (_title, flags, there, expected) => {
    expect(missingPackages(flags, (program) => there.includes(program))).toEqual(expected);
  });
});

describe('installerPrefix', () => {
  const unasked = () => {
    throw new Error('root does not ask for sudo');
  };

  it.each([
    ['root', { isRoot: true, sudoWorks: unasked }, []],
    ['somebody with sudo', { isRoot: false, sudoWorks: () => true }, ['sudo', '-n']],
    ['somebody without', { isRoot: false, sudoWorks: () => false }, undefined],
  ])('tells %s how to install', (_title, person, expected) => {
    expect(installerPrefix(person)).toEqual(expected);
  });
});

describe('isStale', () => {
  it('compares the output with the newest input, in folders too', async () => {
    const root = await mkdtemp(join(tmpdir(), 'codex-sdk-stale-'));
    const [folder, output] = [join(root, 'src'), join(root, 'output')];
    const source = join(folder, 'source.ts');
    const changeAt = (path: string, epochSeconds: number) => utimes(path, epochSeconds, epochSeconds);
    try {
      await mkdir(folder);
      await writeFile(source, '');
      expect(isStale(output, [folder])).toBe(true);
      await writeFile(output, '');
      await changeAt(output, 2_000);
      await changeAt(source, 1_000);
      await changeAt(folder, 1_000);
      expect(isStale(output, [folder, join(root, 'missing')])).toBe(false);
      await changeAt(source, 3_000);
      expect(isStale(output, [folder])).toBe(true);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
