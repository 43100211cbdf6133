import { err, ok, type Result } from '../../domain/result.js';
import type { LogLevel } from '../../ports/logger.js';

/** How much is logged; `off` is nothing. */
export type LogThreshold = LogLevel | 'off';

/** Which entries are logged: a threshold for everything, and others for single modules. */
export interface LogFilter {
  readonly others: LogThreshold;
  readonly modules: ReadonlyMap<string, LogThreshold>;
}

const thresholds: readonly LogThreshold[] = ['off', 'error', 'warn', 'info', 'debug', 'trace'];

/**
 * Parses texts such as `warn,mcp-client=debug`: levels for everything and for single modules, later ones winning. Names of modules that
 * nobody has are no error, so that a filter written for the public Codex can be used. The error is a sentence about what is wrong.
 */
export function parseLogFilter(text: string): Result<LogFilter, string> {
  let others: LogThreshold = 'off';
  const modules = new Map<string, LogThreshold>();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const level = thresholdOf(cut < 0 ? part : part.slice(cut + 1));
    // Without a level, a name alone means everything of that module.
    if (level === undefined && cut < 0) modules.set(moduleName(part), 'trace');
    else if (level === undefined) return err(`\`${part}\` has no level; expected one of ${thresholds.join(', ')}`);
    else if (cut < 0) others = level;
    else modules.set(moduleName(part.slice(0, cut)), level);
  }
  return ok({ others, modules });
}

/** Whether an entry of a module passes a filter. */
export function passes(filter: LogFilter, level: LogLevel, module: string | undefined): boolean {
  const own = module === undefined ? undefined : filter.modules.get(moduleName(module));
  return thresholds.indexOf(level) <= thresholds.indexOf(own ?? filter.others);
}

function thresholdOf(text: string): LogThreshold | undefined {
  return thresholds.find((each) => each === text.trim().toLowerCase());
}

function moduleName(text: string): string {
  return text.trim().toLowerCase().replaceAll('_', '-');
}
