import { describe, expect, it } from 'vitest';
import { configTable } from '../../../src/domain/config/config.js';
import { renderJsonSchema } from '../../../src/domain/config/render-json-schema.js';
import {
  choice,
  either,
  field,
  flag,
  list,
  mapOf,
  openTable,
  path,
  table,
  textLike,
  wholeNumber,
} from '../../../src/domain/config/shape.js';

describe('renderJsonSchema', () => {
  it('says the same as the decoder', () => {
    const shape = table({
      maxBytes: field(wholeNumber(1), 'A limit.'),
      mode: field(either(flag, choice('a', 'b')), 'A mode.'),
      rootPaths: field(list(path, 1), 'Some paths.'),
      names: field(mapOf(textLike('^x', 'a word with x')), 'Some names.'),
      rest: field(openTable, 'The rest.'),
    });
    expect(renderJsonSchema(shape)).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        max_bytes: { description: 'A limit.', type: 'integer', minimum: 1 },
        mode: { description: 'A mode.', anyOf: [{ type: 'boolean' }, { type: 'string', enum: ['a', 'b'] }] },
        root_paths: { description: 'Some paths.', type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
        names: { description: 'Some names.', type: 'object', additionalProperties: { type: 'string', pattern: '^x' } },
        rest: { description: 'The rest.', type: 'object' },
      },
    });
  });

  it('describes every key of the configuration', () => {
    const { properties } = renderJsonSchema(configTable) as { properties: Record<string, { description: string }> };
    expect(Object.values(properties).filter(({ description }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });
});
