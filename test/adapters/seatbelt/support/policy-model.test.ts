import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import { PolicyModel } from './policy-model.js';

const read = (path: string) => ({ operation: 'file-read-data', path: path as AbsolutePath });

describe('the model of the policy language', () => {
  it.each([
    ['nothing', '(deny default)', read('/a'), false],
    ['everything', '(allow default)', read('/a'), true],
    ['what lies below', '(deny default)(allow file-read* (subpath (param "A")))', read('/a/b'), true],
    ['no longer name', '(deny default)(allow file-read* (subpath (param "A")))', read('/ab'), false],
    ['the last word', '(allow file-read*)(deny file-read* (literal "/a"))', read('/a'), false],
    ['any of several filters', '(allow file-read* (literal "/b") (literal "/a"))', read('/a'), true],
    [
      'quoted texts',
      '(allow file-read* (regex (string-append "^" (regex-quote (param "B")) "$")))',
      read('/a.b'),
      true,
    ],
    [
      'quoted texts only',
      '(allow file-read* (regex (string-append "^" (regex-quote (param "B")) "$")))',
      read('/axb'),
      false,
    ],
    ['exceptions', '(allow file-read* (require-all (subpath "/") (require-not (literal "/a"))))', read('/a'), false],
    [
      'ports',
      '(allow network-outbound (remote ip "localhost:80"))',
      { operation: 'network-outbound', address: 'localhost:80' },
      true,
    ],
    [
      'other ports',
      '(allow network-outbound (remote ip "localhost:80"))',
      { operation: 'network-outbound', address: 'localhost:81' },
      false,
    ],
    ['comments', '; (allow default)\n(deny default)', read('/a'), false],
  ] as const)('knows %s', (_, rules, attempt, expected) => {
    expect(new PolicyModel(`(version 1)${rules}`, { A: '/a', B: '/a.b' }).allows(attempt)).toBe(expected);
  });

  it.each([
    ['two readings', '(allow file-read-data (literal "/a"))(deny file-read* (literal "/a"))', 'the readings differ'],
    ['an unknown filter', '(allow file-read* (prefix "/a"))', 'unknown filter prefix'],
    ['an unknown parameter', '(allow file-read* (literal (param "C")))', 'there is no parameter C'],
    ['an open list', '(allow file-read*', 'a list is not closed'],
  ])('takes nothing with %s', (_, rules, message) => {
    expect(() => new PolicyModel(`(version 1)${rules}`, {}).allows(read('/a'))).toThrow(message);
  });
});
