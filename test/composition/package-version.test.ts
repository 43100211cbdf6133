import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { packageVersion } from '../../src/domain/package-version.js';

it('the version that sessions and requests name is that of the package', async () => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: packageVersion });
});
