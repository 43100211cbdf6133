import { describe, expect, it } from 'vitest';
import { layerFromObject } from '../../../src/domain/config/layer-from-object.js';

const source = 'createCodex options';

describe('layerFromObject', () => {
  it('keeps JSON, drops `undefined` and takes a dotted key as a nested one', () => {
    const values = {
      model: 'x',
      model_verbosity: undefined,
      'sandbox_workspace_write.network_access': true,
      sandbox_workspace_write: { writable_roots: ['/a', '/b'] },
      projects: { '/a.b': { trust_level: 'trusted' } },
    };
    expect(layerFromObject(values, { source })).toEqual({
      ok: true,
      value: {
        name: 'session',
        source,
        values: {
          model: 'x',
          sandbox_workspace_write: { network_access: true, writable_roots: ['/a', '/b'] },
          projects: { '/a.b': { trust_level: 'trusted' } },
        },
      },
    });
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  it.each<[string, unknown, unknown]>([
    ['a string', 'x', { message: 'a configuration must be a plain object; found a value of type string' }],
    ['null', null, { message: 'a configuration must be a plain object; found `null`' }],
    [
      'a function',
      { tui: { notifications: () => true } },
      {
        key: 'tui.notifications',
        message:
          '`tui.notifications` must be a string, number, boolean, array or plain object; found a value of type function',
      },
    ],
    [
      'NaN',
      { model_context_window: Number.NaN },
      {
        key: 'model_context_window',
        message: '`model_context_window` must be a string, number, boolean, array or plain object; found `NaN`',
      },
    ],
    [
      'a hole in a list',
      { notify: ['a', undefined] },
      {
        key: 'notify.1',
        message: '`notify.1` must be a string, number, boolean, array or plain object; found a value of type undefined',
      },
    ],
    [
      'a class instance',
      { permissions: new Map() },
      {
        key: 'permissions',
        message: '`permissions` must be a string, number, boolean, array or plain object; found a value of type object',
      },
    ],
    [
      'a cycle',
      cycle,
      {
        key: 'self.self.self.self.self.self.self.self',
        message:
          '`self.self.self.self.self.self.self.self` must be a string, number, boolean, array or plain object; found nesting deeper than 64 levels',
      },
    ],
  ])('refuses %s', (_, values, error) => {
    expect(layerFromObject(values, { source })).toEqual({
      ok: false,
      error: { code: 'invalid-value', source, ...(error as object) },
    });
  });
});
