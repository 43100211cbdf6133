import { describe, expect, it } from 'vitest';
import { configTable } from '../../../src/domain/config/config.js';
import { fieldName, type ShapeNode, tomlName } from '../../../src/domain/config/shape.js';

const fields = (configTable as Extract<ShapeNode, { kind: 'table' }>).fields;

describe('fieldName', () => {
  it('finds every setting by the key that spells it', () => {
    const names = Object.keys(fields);
    expect(names.map((name) => fieldName(fields, tomlName(name)))).toEqual(names);
  });

  it.each([
    'modelProvider',
    'model__provider',
    '_model',
    'model_',
    'Model',
    '__proto__',
    'constructor',
    'to_string',
    '',
  ])('finds nothing under `%s`', (key) => {
    expect(fieldName(fields, key)).toBeUndefined();
  });
});
