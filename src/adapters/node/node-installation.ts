import { createRequire } from 'node:module';

/** What this package runs on, such as `Node.js 20.20.2`. */
export function runtimeName(): string {
  return `Node.js ${process.versions.node}`;
}

/** Whether a package can be loaded from where this one is installed. */
export function isPackageInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // A package without an entry for `require` is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
