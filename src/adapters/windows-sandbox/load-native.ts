import { err, ok, type Result } from '../../domain/result.js';
import { bindNativeFunctions, type NativeFunctions } from './native-functions.js';

/** Why commands cannot be confined on this machine, and what to do about it. */
export interface Unavailability {
  readonly cause: string;
  readonly message: string;
  readonly remedy: string;
}

/** What this process runs on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
}

/** Loads what calls Windows, or says exactly what is in the way. */
export async function loadNative({
  platform,
  architecture,
}: Machine): Promise<Result<NativeFunctions, Unavailability>> {
  if (platform !== 'win32') {
    return err({
      cause: 'unsupported-platform',
      message: `restricted tokens exist on Windows only, and this is \`${platform}\``,
      remedy: 'use the sandbox of that platform, or pass an adapter of your own',
    });
  }
  if (architecture !== 'x64' && architecture !== 'arm64') {
    return err({
      cause: 'unsupported-architecture',
      message: `this sandbox does not exist for the architecture \`${architecture}\``,
      remedy: 'run on x64 or arm64, or pass a sandbox adapter of your own',
    });
  }
  const loaded = await import('koffi').catch((cause: unknown) => describeFailure(cause));
  if ('remedy' in loaded) return err(loaded);
  try {
    return ok(bindNativeFunctions(loaded.default));
  } catch (cause) {
    return err({
      cause: 'missing-function',
      message: `this Windows lacks a function that the sandbox needs: ${textOf(cause)}`,
      remedy: 'use Windows 10 or newer, or pass a sandbox adapter of your own',
    });
  }
}

function describeFailure(cause: unknown): Unavailability {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return {
      cause: 'missing-package',
      message: 'the optional package `koffi`, through which the sandbox calls Windows, is not installed',
      remedy: 'run `npm install koffi` beside this package',
    };
  }
  return {
    cause: 'broken-package',
    message: `the package \`koffi\` cannot be loaded: ${textOf(cause)}`,
    remedy: 'install it again with its optional dependencies, for this platform: `npm install koffi`',
  };
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
