import { expect, it } from 'vitest';
import { InMemoryConfigSource } from '../../../src/adapters/in-memory/in-memory-config-source.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { err, ok } from '../../../src/domain/result.js';
import type { ConfigError, ConfigLayer, ConfigWarning } from '../../../src/ports/config-source.js';

const home = parseAbsolutePath('/home');
if (!home.ok) throw new Error('expected an absolute path');
const request = { codexHome: home.value, cwd: home.value };

it('answers its layers and keeps the requests', async () => {
  const layers: readonly ConfigLayer[] = [{ name: 'user', source: 'a test', values: { model: 'm' } }];
  const source = new InMemoryConfigSource(layers);
  expect(await source.load(request)).toEqual(ok({ layers, warnings: [] }));
  expect(source.requests).toEqual([request]);
});

it('has no layers by itself', async () => {
  expect(await new InMemoryConfigSource().load(request)).toEqual(ok({ layers: [], warnings: [] }));
});

it('answers what else was loaded', async () => {
  const warnings: readonly ConfigWarning[] = [{ code: 'unknown-key', source: 'a test', message: 'left out' }];
  expect(await new InMemoryConfigSource([], { warnings }).load(request)).toEqual(ok({ layers: [], warnings }));
});

it('answers its error', async () => {
  const error: ConfigError = { code: 'syntax', source: 'config.toml', line: 1, message: 'expected a key' };
  expect(await new InMemoryConfigSource(error).load(request)).toEqual(err(error));
});
