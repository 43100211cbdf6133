import { describe, expect, it } from 'vitest';
import { type ThreadQuery, threadFilter } from '../../src/composition/thread-query.js';
import { absolute, failureOf } from '../application/support/build.js';

describe('threadFilter', () => {
  it.each<[ThreadQuery, object]>([
    [{}, {}],
    [{ limit: 1 }, { limit: 1 }],
    [{ cwd: '/work/app/' }, { cwd: '/work/app' }],
    [{ cwd: '../app' }, { cwd: '/work/app' }],
  ])('understands %j', (query, filter) => {
    expect(threadFilter(query, absolute('/work/lib'))).toEqual(filter);
  });

  it.each<[object, string]>([
    [{ directory: '/work' }, 'unknown option `directory` of `listThreads`; expected one of `cwd`, `limit`'],
    [{ cwd: 5 }, 'the option `cwd` must be a string'],
    [{ limit: 0 }, 'the option `limit` must be a whole number, 1 or more'],
    [{ limit: 1.5 }, 'the option `limit` must be a whole number, 1 or more'],
    [{ limit: Number.NaN }, 'the option `limit` must be a whole number, 1 or more'],
  ])('refuses %j', async (query, message) => {
    expect(await failureOf(async () => threadFilter(query, absolute('/work')))).toMatchObject({
      code: 'invalid-option',
      message,
    });
  });
});
