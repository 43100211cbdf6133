import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

/** A script that is one function of `require`, of a function that imports packages, and of its own URL. */
export interface CompiledScript {
  readonly script: vm.Script;
  /** Runs it, from where it lies. @returns what it exports */
  readonly run: () => unknown;
}

/** How many bytes at the head of a compiled form tell the engine's version and flags; nothing there depends on the script but its length. */
const HEAD_BYTES = 16;

/**
 * Where the compiled form of a script lies for this engine with its flags, on this kind of machine; several can lie side by side. What the
 * engine would reject anyway has another name, so that no time is lost with it.
 */
export function codeCacheOf(path: string): string {
  const head = new vm.Script('').createCachedData().toString('hex', 0, HEAD_BYTES);
  return `${path}.${process.platform}-${process.arch}-${head}.cache`;
}

/**
 * Compiles a script. Whoever makes the compiled form calls this as well, for the engine accepts it only for a script that was compiled in
 * the same way.
 *
 * @param path of the script, of which all characters are ASCII
 */
export function compileScript(path: string, cachedData?: Buffer): CompiledScript {
  const text = readFileSync(path, 'latin1');
  const script = new vm.Script(text, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) });
  const url = pathToFileURL(path).href;
  // A script cannot import by itself unless a feature is used of which Node warns.
  const importPackage = (name: string): Promise<unknown> => import(name);
  return { script, run: () => script.runInThisContext()(createRequire(url), importPackage, url) };
}

/**
 * Runs a script from the compiled form that came with it, which spares the engine most of the work of a start. That form is trusted as the
 * script is: the engine checks whether it is of the same version and flags, and whether the script has the same length, no more.
 *
 * @returns what the script exports; `undefined` when no compiled form fits this engine and its flags: nothing has run then
 */
export function runCompiledScript(url: string): unknown {
  const path = fileURLToPath(url);
  const cache = codeCacheOf(path);
  if (!existsSync(cache)) return undefined;
  const { script, run } = compileScript(path, readFileSync(cache));
  return script.cachedDataRejected === true ? undefined : run();
}
