import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parentsFromListing } from '../../../src/adapters/no-sandbox/kill-tree.js';

it.skipIf(!existsSync('/bin/ps'))('the parents of processes can be listed by the program of the system', () => {
  expect(parentsFromListing().get(process.pid)).toBe(process.ppid);
});
