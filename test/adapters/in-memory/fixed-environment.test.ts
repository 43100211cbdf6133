import { expect, it } from 'vitest';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';

it('is a bare Linux machine in UTC unless a test says otherwise', () => {
  expect({ ...new FixedEnvironment({ timezone: 'Asia/Tokyo' }) }).toEqual({
    variables: {},
    platform: 'linux',
    workingDirectory: '/work',
    homeDirectory: '/home/user',
    shell: '/bin/bash',
    timezone: 'Asia/Tokyo',
  });
});
