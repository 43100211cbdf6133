import { describe, expect, it } from 'vitest';
import { gitdirIn, placeNamed } from '../../../src/domain/permissions/repository-files.js';
import { abs } from './build.js';

describe('a `.git` file', () => {
  it.each([
    ['gitdir: ../store', '/ws/store'],
    ['gitdir: /store/\n', '/store'],
    ['gitdir:store\r\nmore', '/ws/sub/store'],
    [' gitdir : store', '/ws/sub/store'],
    ['gitdir: ', undefined],
    ['gitdir: a\0b', undefined],
    ['ref: refs/heads/main', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('that reads %j names %s', (text, place) => {
    expect(placeNamed(gitdirIn(text), abs('/ws/sub'))).toEqual(place);
  });
});
