import { checkOptionNames } from '../application/settings/check-option-names.js';
import { CodexError } from '../domain/codex-error.js';
import type { AdapterOverrides } from './codex-options.js';

/** What an adapter of each port must be able to do. */
const methods: Readonly<Record<keyof AdapterOverrides, readonly string[]>> = {
  sandbox: ['probe', 'plan', 'spawn'],
  model: ['stream'],
  fileSystem: ['inspect', 'read', 'list', 'write', 'remove'],
  threadStore: ['create', 'open', 'reclaim', 'list'],
  ruleStore: ['read', 'allowPrefix'],
  notifier: ['notify'],
  clock: ['now', 'monotonic', 'utcOffsetMinutes', 'sleep'],
  idGenerator: ['uuid', 'hex'],
  environment: [],
  logger: ['log'],
  telemetry: ['startSpan'],
  configSource: ['load'],
  credentials: ['read', 'write'],
};

/** Refuses adapters of ports that nobody knows, and those that cannot do what their port asks for. @throws CodexError `invalid-option` */
export function checkAdapters(adapters: AdapterOverrides): void {
  checkOptionNames(adapters, { names: Object.keys(methods), of: '`adapters`' });
  const given = new Map<string, unknown>(Object.entries(adapters));
  for (const [name, needed] of Object.entries(methods)) checkAdapter(name, given.get(name), needed);
}

function checkAdapter(name: string, adapter: unknown, needed: readonly string[]): void {
  if (adapter === undefined || typeof adapter === 'function') return;
  if (typeof adapter !== 'object' || adapter === null || Array.isArray(adapter)) {
    throw new CodexError(
      'invalid-option',
      `the option \`adapters.${name}\` must be an adapter, or a function that wraps the shipped one`,
    );
  }
  const missing = needed.find((method) => typeof Reflect.get(adapter, method) !== 'function');
  if (missing === undefined) return;
  const all = needed.map((method) => `\`${method}\``).join(', ');
  throw new CodexError(
    'invalid-option',
    `the option \`adapters.${name}\` has no method \`${missing}\`; an adapter of this port has ${all}`,
  );
}
