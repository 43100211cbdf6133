import { describe, expect, it } from 'vitest';
import { loadNative, type Machine } from '../../../src/adapters/windows-sandbox/load-native.js';
import { bindNativeFunctions } from '../../../src/adapters/windows-sandbox/native-functions.js';

async function causeOn(machine: Machine): Promise<string | undefined> {
  const loaded = await loadNative(machine);
  return loaded.ok ? undefined : loaded.error.cause;
}

describe('what calls Windows', () => {
  it.each<[Machine, string]>([
    [{ platform: 'linux', architecture: 'x64' }, 'unsupported-platform'],
    [{ platform: 'darwin', architecture: 'arm64' }, 'unsupported-platform'],
    [{ platform: 'win32', architecture: 'ia32' }, 'unsupported-architecture'],
  ])('is not loaded on %j', async (machine, cause) => {
    expect(await causeOn(machine)).toBe(cause);
  });

  it.skipIf(process.platform === 'win32')('says which library is missing where there is no Windows', async () => {
    const loaded = await loadNative({ platform: 'win32', architecture: 'x64' });
    expect(loaded).toMatchObject({ ok: false, error: { cause: 'missing-function' } });
    expect(loaded.ok ? '' : loaded.error.message).toContain('`kernel32`');
  });

  it('is declared with known types, one function each', () => {
    const declared: string[] = [];
    const native = bindNativeFunctions({
      load: (library) => ({
        func: (convention, name, result, parameters) => {
          declared.push(`${library} ${convention} ${result} ${name}(${parameters.join(', ')})`);
          return name;
        },
      }),
      address: () => 7n,
    });
    expect(declared).toContain('kernel32.dll __stdcall uint32_t CloseHandle(intptr_t)');
    expect(declared).toContain('user32.dll __stdcall uint32_t CloseDesktop(intptr_t)');
    expect(Object.keys(native)).toHaveLength(declared.length + 1);
    expect(native.addressOf(Buffer.alloc(1))).toBe(7n);
  });
});
