import { describe, expect, it } from 'vitest';
import { openerFor } from '../../../src/cli/mcp/open-browser.js';

const desktop = { DISPLAY: ':0', PATH: '.:/workspace/bin' };

describe('the program that opens an address', () => {
  it.each([
    ['linux', desktop, { program: '/usr/bin/xdg-open', args: [], directory: '/usr/bin' }],
    ['darwin', {}, { program: '/usr/bin/open', args: [], directory: '/usr/bin' }],
    [
      'win32',
      { SystemRoot: 'D:\\Windows' },
      {
        program: 'D:\\Windows\\System32\\rundll32.exe',
        args: ['url.dll,FileProtocolHandler'],
        directory: 'D:\\Windows\\System32',
      },
    ],
  ] as const)('is one of the system on %s, wherever the search path leads', (platform, environment, opener) => {
    expect(openerFor({ platform, environment }, (path) => path.startsWith('/usr/'))).toEqual(opener);
  });

  it.each([
    ['without a desktop', {}, true],
    ['where it is not installed', desktop, false],
  ])('is none %s', (_, environment, installed) => {
    expect(openerFor({ platform: 'linux', environment }, () => installed)).toBeUndefined();
  });
});
