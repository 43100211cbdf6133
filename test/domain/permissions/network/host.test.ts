import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../../src/domain/permissions/network/address-scope.js';
import { parseHost, renderHost } from '../../../../src/domain/permissions/network/host.js';

function spelling(text: string): string | undefined {
  const host = parseHost(text);
  return host === undefined ? undefined : `${host.kind} ${renderHost(host)}`;
}

describe('parseHost', () => {
  it.each([
    ['Example.COM', 'name example.com'],
    ['example.com.', 'name example.com'],
    ['xn--mnchen-3ya.de', 'name xn--mnchen-3ya.de'],
    ['_dmarc.example.com', 'name _dmarc.example.com'],
    ['localhost', 'name localhost'],
    ['127.0.0.1', 'address 127.0.0.1'],
    ['127.0.0.1.', 'address 127.0.0.1'],
    ['127.1', 'address 127.0.0.1'],
    ['0177.0.0.01', 'address 127.0.0.1'],
    ['0x7f.0.0.0x1', 'address 127.0.0.1'],
    ['0X7F000001', 'address 127.0.0.1'],
    ['2130706433', 'address 127.0.0.1'],
    ['017700000001', 'address 127.0.0.1'],
    ['10.0.258', 'address 10.0.1.2'],
    ['[::1]', 'address 0:0:0:0:0:0:0:1'],
    ['::ffff:127.0.0.1', 'address 127.0.0.1'],
    ['[::FFFF:7f00:1]', 'address 127.0.0.1'],
    ['2001:DB8::7', 'address 2001:db8:0:0:0:0:0:7'],
  ])('reads %s as %s', (text, expected) => {
    expect(spelling(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    'example..com',
    '.example.com',
    'example.com..',
    'exa mple.com',
    'example.com\0.evil.test',
    'example.com\r\nHost: evil.test',
    'user@example.com',
    'example.com/path',
    'example.com:80',
    'example.com%2eevil.test',
    'exämple.com',
    'example。com',
    '-example.com',
    '256.0.0.1',
    '1.2.3.4.5',
    '08.0.0.1',
    '4294967296',
    'example.0x7f',
    '[::1',
    '[::1%eth0]',
    '[example.com]',
    ':::1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
  ])('takes %j for nothing', (text) => {
    expect(spelling(text)).toBeUndefined();
  });

  it('finds the same IPv4 address behind each of its spellings', () => {
    const part = fc.tuple(fc.nat(255), fc.constantFrom('decimal', 'octal', 'hexadecimal'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 4 }), (parts) => {
        const plain = parts.map(([value]) => value).join('.');
        const odd = parts.map(([value, base]) => spelled(value, base)).join('.');
        const number = parts.reduce((sum, [value]) => sum * 256 + value, 0);
        const mapped = `::ffff:${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
        expect([odd, String(number), mapped].map(spelling)).toEqual(Array(3).fill(`address ${plain}`));
      }),
    );
  });
});

function spelled(value: number, base: string): string {
  if (base === 'octal') return `0${value.toString(8)}`;
  return base === 'hexadecimal' ? `0x${value.toString(16)}` : String(value);
}

describe('scopeOf', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['172.32.0.1', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['127.8.9.10', 'local'],
    ['10.1.2.3', 'local'],
    ['172.31.255.255', 'local'],
    ['192.168.1.1', 'local'],
    ['100.64.0.1', 'local'],
    ['::1', 'local'],
    ['::ffff:10.0.0.1', 'local'],
    ['::7f00:1', 'local'],
    ['64:ff9b::7f00:1', 'local'],
    ['2002:7f00:1::', 'local'],
    ['fd00::1', 'local'],
    ['0.0.0.0', 'special'],
    ['169.254.169.254', 'special'],
    ['64:ff9b::a9fe:a9fe', 'special'],
    ['224.0.0.1', 'special'],
    ['255.255.255.255', 'special'],
    ['192.0.2.1', 'special'],
    ['198.19.0.1', 'special'],
    ['::', 'special'],
    ['100.100.100.200', 'special'],
    ['168.63.129.16', 'special'],
    ['fd00:ec2::254', 'special'],
    ['fd20:ce::254', 'special'],
    ['fd00:42::42', 'special'],
    ['fd00:a9fe:a9fe::1', 'special'],
    ['64:ff9b::6464:64c8', 'special'],
    ['64:ff9b:1::808:808', 'special'],
    ['::ffff:0:127.0.0.1', 'special'],
    ['100::1', 'special'],
    ['5f00::1', 'special'],
    ['3fff::1', 'special'],
    ['192.88.99.1', 'special'],
    ['240.0.0.1', 'special'],
    ['fe80::1', 'special'],
    ['fec0::1', 'special'],
    ['ff02::1', 'special'],
    ['2001:db8::1', 'special'],
    ['2001::1', 'special'],
  ])('places %s in %s', (text, scope) => {
    const host = parseHost(text);
    expect(host?.kind === 'address' ? scopeOf(host.address) : host).toBe(scope);
  });
});
