import { expect, it } from 'vitest';
import { SequentialIds } from '../../../src/adapters/in-memory/sequential-ids.js';

it('counts its UUIDs, which are of version 7, from 1', () => {
  const ids = new SequentialIds();
  expect([ids.uuid(), ids.uuid()]).toEqual([
    '00000000-0000-7000-8000-000000000001',
    '00000000-0000-7000-8000-000000000002',
  ]);
});

it('counts its digits on their own', () => {
  const ids = new SequentialIds();
  ids.uuid();
  expect([ids.hex(6), ids.hex(2), ids.hex(0), ids.hex(1)]).toEqual(['000001', '02', '', '4']);
});
