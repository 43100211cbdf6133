import { describe, expect, it } from 'vitest';
import { parseOverride, parseOverrides } from '../../../src/adapters/toml-config/parse-override.js';

describe('parseOverride', () => {
  it.each<[string, readonly string[], unknown]>([
    ['model="o3"', ['model'], 'o3'],
    ['model=o3', ['model'], 'o3'],
    ['model= gpt-5.5 ', ['model'], 'gpt-5.5'],
    ["model='o3'", ['model'], 'o3'],
    ['model=', ['model'], ''],
    ['sandbox_workspace_write.network_access=true', ['sandbox_workspace_write', 'network_access'], true],
    ['hide_agent_reasoning = false', ['hide_agent_reasoning'], false],
    ['n=42', ['n'], 42],
    ['n=-1', ['n'], -1],
    ['n=1_000', ['n'], 1000],
    ['n=0x10', ['n'], 16],
    ['n=1.5', ['n'], 1.5],
    ['n=1e3', ['n'], 1000],
    ['n=007', ['n'], '007'],
    ['n=9223372036854775807', ['n'], '9223372036854775807'],
    ['n=nan', ['n'], 'nan'],
    ['host=127.0.0.1:80', ['host'], '127.0.0.1:80'],
    ['date=2026-11-20', ['date'], '2026-11-20'],
    ['notify=["a", "b"]', ['notify'], ['a', 'b']],
    ['notify=[a', ['notify'], '[a'],
    ['mcp_servers.x={command = "y", args = []}', ['mcp_servers', 'x'], { command: 'y', args: [] }],
    ['model_providers={}', ['model_providers'], {}],
    ['text="a\\nb"', ['text'], 'a\nb'],
    ['text="a=b"', ['text'], 'a=b'],
    ['text=a=b', ['text'], 'a=b'],
    ['projects."/a=b.c".trust_level=trusted', ['projects', '/a=b.c', 'trust_level'], 'trusted'],
    ['text=1\nmodel = "x"', ['text'], '1\nmodel = "x"'],
    ['__proto__.x=1', ['__proto__', 'x'], 1],
  ])('reads `%s`', async (text, path, value) => {
    expect(await parseOverride(text, '-c')).toEqual({ ok: true, value: { path, value } });
  });

  it.each([
    ['nokey', '`nokey` is not an override; expected `key=value`'],
    ['', '`` is not an override; expected `key=value`'],
    ['=x', '`=x` is not an override: the key is empty'],
    [
      'a..b=x',
      '`a..b=x` is not an override: the key `a..b` is malformed at column 3; expected a bare word or a quoted name',
    ],
  ])('refuses `%s`', async (text, message) => {
    expect(await parseOverride(text, '-c')).toEqual({ ok: false, error: { code: 'syntax', source: '-c', message } });
  });
});

describe('parseOverrides', () => {
  it('merges in order, so that later ones win', async () => {
    const texts = ['tui.notifications=true', 'model=a', 'tui.notification_method=bel', 'model=b'];
    expect(await parseOverrides(texts, { source: '-c' })).toEqual({
      ok: true,
      value: {
        name: 'session',
        source: '-c',
        values: { tui: { notifications: true, notification_method: 'bel' }, model: 'b' },
      },
    });
  });

  it('stops at the first that is malformed', async () => {
    expect(await parseOverrides(['model=a', 'b'], { source: '-c' })).toEqual({
      ok: false,
      error: { code: 'syntax', source: '-c', message: '`b` is not an override; expected `key=value`' },
    });
  });
});
