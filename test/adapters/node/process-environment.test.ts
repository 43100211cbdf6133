import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ProcessEnvironment } from '../../../src/adapters/node/process-environment.js';

const posix = process.platform !== 'win32';

describe('ProcessEnvironment', () => {
  it('takes the variables and the directory of the process', () => {
    const environment = new ProcessEnvironment();
    expect(environment.variables).toEqual(process.env);
    expect(environment.workingDirectory).toBe(process.cwd());
  });

  it('does not notice later changes', () => {
    const variables: Record<string, string | undefined> = { A: '1' };
    const environment = new ProcessEnvironment({ variables });
    variables.A = '2';
    expect(environment.variables).toEqual({ A: '1' });
  });

  it('takes only the given variables, and undefined ones as not set', () => {
    const environment = new ProcessEnvironment({ variables: { A: '1', B: undefined } });
    expect(environment.variables).toEqual({ A: '1' });
  });

  it.runIf(posix)('normalises the given directory', () => {
    const environment = new ProcessEnvironment({ variables: {}, workingDirectory: '/tmp/../srv/' });
    expect(environment.workingDirectory).toBe('/srv');
  });

  it('refuses a relative directory only when it is asked for', () => {
    const environment = new ProcessEnvironment({ variables: {}, workingDirectory: 'here' });
    expect(() => environment.workingDirectory).toThrow(
      'the working directory `here` is not an absolute path of an existing directory; name one explicitly',
    );
  });

  it.runIf(posix).each<[string, Record<string, string>, string]>([
    ['HOME', { HOME: '/home/me/' }, '/home/me'],
    ['the account when HOME is relative', { HOME: 'me' }, userInfo().homedir],
    ['the account when HOME is missing', {}, userInfo().homedir],
  ])('finds the home directory by %s', (_, variables, expected) => {
    expect(new ProcessEnvironment({ variables }).homeDirectory).toBe(expected);
  });

  it.runIf(posix)('knows an absolute shell', () => {
    expect(new ProcessEnvironment({ variables: {} }).shell).toMatch(/^\/.+/);
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    [':America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    ['UTC', 'UTC'],
    [':/usr/share/zoneinfo/Asia/Tokyo', 'Asia/Tokyo'],
  ])('reads the time zone `%s` off the variables', (TZ, expected) => {
    expect(new ProcessEnvironment({ variables: { TZ } }).timezone).toBe(expected);
  });

  it.each(['', 'CET-1CEST,M3.5.0,M10.5.0/3', '<+03>-3'])('asks the machine when TZ is `%s`, which is no name', (TZ) => {
    const zone = new ProcessEnvironment({ variables: { TZ } }).timezone;
    expect(() => Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  });
});
