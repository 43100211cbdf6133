import { expect, it } from 'vitest';
import { configSchema } from '../../../src/domain/config/config-schema.js';
import { decodeConfig } from '../../../src/domain/config/decode-config.js';
import { mergeLayers, tableWith } from '../../../src/domain/config/merge-layers.js';
import { keysWithoutEffect } from '../../../src/domain/config/unsupported-keys.js';

// Running this file with `--update` writes the schema anew.
it('is the schema that is shipped', async () => {
  await expect(`${formatted(configSchema())}\n`).toMatchFileSnapshot('../../../config.schema.json');
});

it('lists no key twice: what has no effect is not among the keys that have one', () => {
  const withEffect = keysWithoutEffect.filter((key) => {
    const values = tableWith(key.split('.'), 'x');
    const decoded = decodeConfig(mergeLayers([{ name: 'user', source: 's', values }]), 'refuse');
    return !decoded.ok;
  });
  expect(withEffect).toEqual([]);
});

/** As the formatter of this repository writes JSON: short lists on one line. */
function formatted(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /^(.*)\[\n([^[\]{}]*?)\n *\]/gm,
    (list, before: string, items: string) => {
      const line = `${before}[${items.replaceAll(/\n +/g, ' ').trim()}]`;
      return line.length <= 119 ? line : list;
    },
  );
}
