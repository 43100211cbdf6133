import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLogFilter, passes } from '../../../src/adapters/stderr-logger/parse-filter.js';
import { StderrLogger } from '../../../src/adapters/stderr-logger/stderr-logger.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-sdk-log-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function filterOf(text: string) {
  const filter = parseLogFilter(text);
  if (!filter.ok) throw new Error(filter.error);
  return filter.value;
}

describe('a filter', () => {
  it.each([
    ['warn', 'warn', undefined, true],
    ['warn', 'info', undefined, false],
    ['WARN', 'error', 'mcp', true],
    ['off', 'error', undefined, false],
    ['', 'error', undefined, false],
    ['warn,mcp=debug', 'debug', 'mcp', true],
    ['warn,mcp=debug', 'debug', 'model', false],
    ['trace,mcp=off', 'error', 'mcp', false],
    ['codex_core=info', 'info', 'codex-core', true],
    ['mcp', 'trace', 'mcp', true],
    ['info,debug', 'debug', undefined, true],
  ] as const)('%s lets %s of %s pass: %s', (text, level, module, verdict) => {
    expect(passes(filterOf(text), level, module)).toBe(verdict);
  });

  it('says what is wrong', () => {
    expect(parseLogFilter('mcp=loud')).toEqual({
      ok: false,
      error: '`mcp=loud` has no level; expected one of off, error, warn, info, debug, trace',
    });
  });
});

describe('a logger', () => {
  it('writes one line per entry, without secrets and escapes, for the user alone', async () => {
    const file = join(folder, 'log');
    const logger = new StderrLogger({
      filter: filterOf('info'),
      file,
      variables: { MY_API_KEY: 'very-secret-value', PATH: '/usr/bin' },
      now: () => 0,
    });
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    logger.log('info', 'sent very-secret-value to https://user:pw@example.com', { module: 'model', path: '/usr/bin' });
    logger.log('warn', 'two\nlines \u001b[31m', { error: new Error('outer', { cause: new Error('Bearer abc.def') }) });
    logger.log('error', 'deep', { headers: { Authorization: 'x', accept: 'y' }, apiKey: 1, cycle, big: 1n });
    logger.log('debug', 'not this one');
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      '1970-01-01T00:00:00.000Z INFO  model: sent [redacted] to https://[redacted]@example.com path="/usr/bin"',
      '1970-01-01T00:00:00.000Z WARN  two\\u000alines \\u001b[31m error={"name":"Error","message":"outer","cause":{"name":"Error","message":"Bearer [redacted]"}}',
      '1970-01-01T00:00:00.000Z ERROR deep headers={"Authorization":"[redacted]","accept":"y"} apiKey=[redacted] cycle={"self":{"self":{"self":{"self":"…"}}}} big="1"',
      '',
    ]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('does not throw when it cannot write', () => {
    const logger = new StderrLogger({ filter: filterOf('info'), file: join(folder, 'none', 'log') });
    expect(() => logger.log('error', 'x')).not.toThrow();
  });
});
