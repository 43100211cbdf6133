import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlaceholderRegistry } from '../../../../src/adapters/bubblewrap/placeholders/placeholder-registry.js';
import { ownIdentity, renderIdentity } from '../../../../src/adapters/bubblewrap/placeholders/process-identity.js';
import type { Placeholder } from '../../../../src/adapters/bubblewrap/plan/mount-step.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('placeholders', () => {
  let home: string;
  let state: string;
  beforeEach(() => {
    home = mkdtempSync('/var/tmp/codex-sdk-placeholders-');
    state = join(home, 'state');
    mkdirSync(join(state, 'placeholders'), { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const at = (name: string, type: Placeholder['type'] = 'directory'): Placeholder => ({
    path: join(home, name) as AbsolutePath,
    type,
  });
  const standing = (): readonly string[] => readdirSync(home).filter((it) => it !== 'state');
  const folder = (): string => join(state, 'placeholders');
  const records = (): readonly string[] =>
    readdirSync(folder()).filter((owner) => !readFileSync(join(folder(), owner), 'utf8').startsWith('[]\n'));

  it('stand until the last command that shares them has ended', async () => {
    const registry = new PlaceholderRegistry(state);
    const first = await registry.acquire([at('one'), at('two', 'file')]);
    const second = await registry.acquire([at('one')]);
    first.release();
    first.release();
    expect(standing()).toEqual(['one']);
    second.release();
    expect({ standing: standing(), records: records() }).toEqual({ standing: [], records: [] });
    registry.close();
    expect(readdirSync(folder())).toEqual([]);
  });

  it('are shared by sandboxes that do not know each other', async () => {
    const [left, right] = [new PlaceholderRegistry(state), new PlaceholderRegistry(state)];
    const first = await left.acquire([at('one')]);
    const second = await right.acquire([at('one')]);
    first.release();
    expect(standing()).toEqual(['one']);
    second.release();
    expect(standing()).toEqual([]);
  });

  it('leave alone what somebody else made, before or while they stood', async () => {
    mkdirSync(join(home, 'theirs'));
    const registry = new PlaceholderRegistry(state);
    const lease = await registry.acquire([at('theirs'), at('filled'), at('replaced')]);
    writeFileSync(join(home, 'filled/file'), 'x');
    rmdirSync(join(home, 'replaced'));
    writeFileSync(join(home, 'replaced'), 'x');
    lease.release();
    expect(standing().toSorted()).toEqual(['filled', 'replaced', 'theirs']);
  });

  it('are made again when the host took one away that is in use', async () => {
    const registry = new PlaceholderRegistry(state);
    const first = await registry.acquire([at('one')]);
    rmdirSync(join(home, 'one'));
    const second = await registry.acquire([at('one')]);
    expect(standing()).toEqual(['one']);
    first.release();
    second.release();
    expect(standing()).toEqual([]);
  });

  it('are not wanted where nothing can be made', async () => {
    const lease = await new PlaceholderRegistry(state).acquire([
      { path: '/sys/codex-sdk' as AbsolutePath, type: 'directory' },
    ]);
    expect([...lease.impossible]).toEqual(['/sys/codex-sdk']);
    lease.release();
  });

  it('are refused, and none is left, where a link has appeared or the parent is gone', async () => {
    const registry = new PlaceholderRegistry(state);
    symlinkSync('/etc', join(home, 'link'));
    await expect(registry.acquire([at('one'), at('link')])).rejects.toThrow('became a symbolic link');
    await expect(registry.acquire([at('two'), at('gone/deep')])).rejects.toThrow('ENOENT');
    expect({ standing: standing(), records: records() }).toEqual({ standing: ['link'], records: [] });
  });

  it('of a process that no longer runs are removed by the next sweep, with its lock', async () => {
    const dead = '1-999999999-1-abcdefgh';
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    const owner = dead.replace(/^1/, namespace ?? '1');
    const registry = new PlaceholderRegistry(state);
    await registry.acquire([at('one')]);
    const [record = ''] = records();
    // The record becomes that of somebody else.
    renameSync(join(folder(), record), join(folder(), owner));
    writeFileSync(join(state, `lock.${owner}`), owner);
    linkSync(join(state, `lock.${owner}`), join(state, 'lock'));
    new PlaceholderRegistry(state).sweep();
    expect({ standing: standing(), records: records(), lock: existsSync(join(state, 'lock')) }).toEqual({
      standing: [],
      records: [],
      lock: false,
    });
    expect(existsSync(join(state, `lock.${owner}`))).toBe(false);
  });

  it('are made again where something else was put in the place of one that is in use', async () => {
    const registry = new PlaceholderRegistry(state);
    await registry.acquire([at('one')]);
    rmdirSync(join(home, 'one'));
    symlinkSync('/etc', join(home, 'one'));
    await expect(registry.acquire([at('one')])).rejects.toThrow('became a symbolic link');
  });

  it('stand on while somebody else does not let go of the lock, and no command gets one that may be taken away from below it', async () => {
    const [left, right] = [new PlaceholderRegistry(state), new PlaceholderRegistry(state)];
    const lease = await left.acquire([at('one')]);
    writeFileSync(join(state, 'lock'), `${renderIdentity(ownIdentity())}-stopped`);
    lease.release();
    left.close();
    await expect(right.acquire([at('one')])).rejects.toThrow('does not let go');
    expect({ standing: standing(), records: records().length }).toEqual({ standing: ['one'], records: 1 });
    rmSync(join(state, 'lock'));
    left.close();
    expect({ standing: standing(), records: records() }).toEqual({ standing: [], records: [] });
  });
});
