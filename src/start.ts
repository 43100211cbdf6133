/**
 * What `import "codex-sdk"` reads under Node: the names of `index.ts`, run from the compiled form that lies beside it when there is one for
 * this engine, and loaded from the modules otherwise. Bundlers read the modules.
 *
 * @packageDocumentation
 */

import { createRequire } from 'node:module';
import { runCompiledScript } from './adapters/code-cache/run-compiled-script.js';
import type * as PublicSurface from './index.js';

const MODULES = './index.js';
const surface = (runCompiledScript(new URL('./start.cjs', import.meta.url).href) ??
  createRequire(import.meta.url)(MODULES)) as typeof PublicSurface;

/** Everything that `index.ts` exports at run time. */
export const { Codex, CodexError, Thread, applyPatch, createCodex, defineTool, serveMcp } = surface;
