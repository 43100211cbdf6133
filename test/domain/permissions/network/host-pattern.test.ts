import { describe, expect, it } from 'vitest';
import { parseHost } from '../../../../src/domain/permissions/network/host.js';
import {
  matchesHost,
  parseHostPattern,
  renderHostPattern,
} from '../../../../src/domain/permissions/network/host-pattern.js';

const names = [
  'example.com',
  'a.example.com',
  'b.a.example.com',
  'notexample.com',
  'example.com.evil.test',
  '10.0.0.1',
];

function matched(text: string): readonly string[] {
  const pattern = parseHostPattern(text);
  if (!pattern.ok) throw new Error(pattern.error);
  return names.filter((name) => {
    const host = parseHost(name);
    return host !== undefined && matchesHost(pattern.value, host);
  });
}

describe('parseHostPattern', () => {
  it.each([
    ['*', names],
    ['example.com', ['example.com']],
    ['EXAMPLE.com.', ['example.com']],
    ['*.example.com', ['a.example.com', 'b.a.example.com']],
    ['**.Example.com', ['example.com', 'a.example.com', 'b.a.example.com']],
    ['0xa.0.0.1', ['10.0.0.1']],
    ['::ffff:a00:1', ['10.0.0.1']],
    ['*.com', ['example.com', 'a.example.com', 'b.a.example.com', 'notexample.com']],
  ])('reads %s', (text, expected) => {
    expect(matched(text)).toEqual(expected);
  });

  it.each([
    ['Bücher.example', 'xn--bcher-kva.example'],
    ['*.münchen.de', '*.xn--mnchen-3ya.de'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['россия.рф', 'xn--h1alffa9f.xn--p1ai'],
    ['ＥＸＡＭＰＬＥ.com', 'example.com'],
    ['*。例え。テスト', '*.xn--r8jz45g.xn--zckzah'],
    ['example．com', 'example.com'],
    ['example｡com', 'example.com'],
  ])('spells %s in the letters of the name system', (text, expected) => {
    const pattern = parseHostPattern(text);
    expect(pattern.ok ? renderHostPattern(pattern.value) : pattern.error).toBe(expected);
  });

  it.each([
    '',
    '.',
    '*.',
    '**',
    '***.example.com',
    'a.*.example.com',
    '*example.com',
    'https://example.com',
    'example.com:443',
    'example.com/x',
    '*.10.0.0.1',
    'a b',
    'user@example.com',
    'exam\u00adple.com',
    'exam\u200bple.com',
    'exam\u2060ple.com',
    'bü\u202echer.example',
    'bü cher.example',
  ])('refuses %j', (text) => {
    expect(parseHostPattern(text).ok).toBe(false);
  });
});
