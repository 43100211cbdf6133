import { type Parsed, readForms } from './read-forms.js';

/** Operations that policies of ours may name, of which the system knows each. */
const operations: readonly string[] = [
  ...['default', 'file-ioctl', 'file-map-executable', 'file-read*', 'file-read-metadata', 'file-write*'],
  ...['file-write-data', 'file-write-unlink', 'iokit-open', 'ipc-posix-sem', 'ipc-posix-shm-read*'],
  ...['ipc-posix-shm-read-data', 'ipc-posix-shm-write-create', 'ipc-posix-shm-write-unlink', 'mach-lookup'],
  ...['network-bind', 'network-inbound', 'network-outbound', 'process-exec', 'process-fork', 'process-info*'],
  ...['pseudo-tty', 'signal', 'sysctl-read', 'sysctl-write', 'system-socket', 'user-preference-read'],
];

type Argument = 'path' | 'expression' | 'name' | 'word' | 'number' | 'protocol' | 'address';

/** Filters with what they take, and the operations they make sense for. */
const filters: Readonly<Record<string, { readonly takes: readonly Argument[]; readonly about: RegExp }>> = {
  literal: { takes: ['path'], about: /^(?:file-|process-exec$|network-outbound$)/ },
  subpath: { takes: ['path'], about: /^(?:file-|process-exec$)/ },
  regex: { takes: ['expression'], about: /^(?:file-|process-exec$)/ },
  extension: { takes: ['name'], about: /^file-/ },
  'global-name': { takes: ['name'], about: /^mach-lookup$/ },
  'local-name': { takes: ['name'], about: /^mach-lookup$/ },
  'iokit-registry-entry-class': { takes: ['name'], about: /^iokit-open$/ },
  'ipc-posix-name-prefix': { takes: ['name'], about: /^ipc-posix-/ },
  'ipc-posix-name-regex': { takes: ['expression'], about: /^ipc-posix-/ },
  'sysctl-name': { takes: ['name'], about: /^sysctl-/ },
  'sysctl-name-prefix': { takes: ['name'], about: /^sysctl-/ },
  target: { takes: ['word'], about: /^(?:signal|process-info\*)$/ },
  'socket-domain': { takes: ['word'], about: /^system-socket$/ },
  'socket-protocol': { takes: ['number'], about: /^system-socket$/ },
  remote: { takes: ['protocol', 'address'], about: /^network-outbound$/ },
  local: { takes: ['protocol', 'address'], about: /^network-(?:bind|inbound)$/ },
};

interface Requirement {
  readonly holds: (text: string) => boolean;
  readonly problem: string;
}

const requirements: Readonly<Record<Argument, Requirement>> = {
  word: { holds: (text) => /^[A-Za-z_-]+$/.test(text), problem: 'is no word' },
  number: { holds: (text) => /^\d+$/.test(text), problem: 'is no number' },
  protocol: { holds: (text) => ['ip', 'tcp', 'udp'].includes(text), problem: 'is no protocol' },
  address: { holds: isAddress, problem: 'is no address' },
  path: { holds: isPath, problem: 'stands for no canonical path' },
  expression: { holds: isExpression, problem: 'is no expression' },
  name: { holds: (text) => text !== '', problem: 'is no name' },
};

const groups: readonly string[] = ['require-all', 'require-any', 'require-not'];

/** What the system's reader of policies would not take, or what must not be in a policy of ours; nothing when all is well. */
export function problemsIn(policy: string, parameters: Readonly<Record<string, string>>): readonly string[] {
  try {
    return new Check(parameters).problemsOf(readForms(policy));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

class Check {
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #used = new Set<string>();
  readonly #problems: string[] = [];
  #operation = '';

  constructor(parameters: Readonly<Record<string, string>>) {
    this.#parameters = parameters;
  }

  problemsOf([version, first, ...rules]: readonly Parsed[]): readonly string[] {
    this.#expect(print(version) === '(version 1)', 'the version does not come first');
    this.#expect(['(deny default)', '(allow default)'].includes(print(first)), 'what holds by default does not follow');
    this.#expect(print(first) === '(deny default)' || rules.length === 0, 'what allows everything says more');
    const taken = new Set<string>();
    for (const rule of rules) this.#rule(rule, taken);
    const unused = Object.keys(this.#parameters).filter((name) => !this.#used.has(name));
    this.#expect(unused.length === 0, `nothing refers to ${unused.join(', ')}`);
    return this.#problems;
  }

  /** @param taken operations that were taken back: nothing may be granted of them any more */
  #rule(rule: Parsed, taken: Set<string>): void {
    const [action, operation, ...items] = listOf(rule);
    const [verb, name] = [print(action), print(operation)];
    this.#operation = name;
    this.#expect(verb === 'allow' || verb === 'deny', `unknown rule ${verb}`);
    this.#expect(operations.includes(name), `unknown operation ${name}`);
    this.#expect(verb === 'allow' || items.length > 0, `${name} is taken back altogether`);
    const family = name.replace(/-?\*$/, '');
    if (verb === 'deny') taken.add(family);
    else
      this.#expect(![...taken].some((other) => name.startsWith(other)), `${name} is granted after it was taken back`);
    for (const item of items) this.#filter(item);
  }

  #filter(form: Parsed): void {
    const [head, ...items] = listOf(form);
    const name = print(head);
    if (groups.includes(name)) {
      this.#expect(items.length > 0, `${name} holds nothing`);
      this.#expect(name !== 'require-not' || items.length === 1, 'require-not holds more than one filter');
      for (const item of items) this.#filter(item);
      return;
    }
    const filter = filters[name];
    if (filter === undefined) return void this.#problems.push(`unknown filter ${name}`);
    this.#expect(filter.about.test(this.#operation), `${name} says nothing about ${this.#operation}`);
    this.#expect(items.length === filter.takes.length, `${name} takes ${filter.takes.length}, not ${items.length}`);
    for (const [index, takes] of filter.takes.entries()) this.#argument(takes, items[index]);
  }

  #argument(takes: Argument, form: Parsed | undefined): void {
    const check = requirements[takes];
    const text = ['word', 'number', 'protocol'].includes(takes) ? print(form) : this.#text(form);
    this.#expect(check.holds(text), `${print(form)} ${check.problem}`);
  }

  /** A text as the system puts it together. What stands in the policy itself is plain: everything else has to be a parameter. */
  #text(form: Parsed | undefined): string {
    if (form !== undefined && 'text' in form) {
      this.#expect(/^[ -~]*$/.test(form.text), `${print(form)} does not belong in the text of a policy`);
      return form.text;
    }
    const [head, ...items] = listOf(form);
    switch (print(head)) {
      case 'param':
        return this.#parameter(items[0]);
      case 'string-append':
        return items.map((item) => this.#text(item)).join('');
      case 'regex-quote':
        return items.map((item) => this.#text(item).replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join('');
      default:
        this.#problems.push(`unknown text ${print(form)}`);
        return '';
    }
  }

  #parameter(form: Parsed | undefined): string {
    const name = form !== undefined && 'text' in form ? form.text : '';
    const value = this.#parameters[name];
    this.#used.add(name);
    this.#expect(/^[A-Z][A-Z0-9_]*$/.test(name), `${name} is no name of a parameter`);
    this.#expect(value !== undefined && value !== '', `there is no parameter ${name}`);
    return value ?? '';
  }

  #expect(holds: boolean, problem: string): void {
    if (!holds) this.#problems.push(problem);
  }
}

function isPath(text: string): boolean {
  return text === '/' || /^(?:\/(?!\.{0,2}(?:\/|$))[^/\0]+)+$/.test(text);
}

function isAddress(text: string): boolean {
  const [, port] = /^localhost:(\d+)$/.exec(text) ?? [];
  return text === '*:*' || (Number(port) >= 1 && Number(port) <= 65_535);
}

/** Anchored at the beginning, so that nothing is met in the middle of a path. */
function isExpression(text: string): boolean {
  try {
    return text.startsWith('^') && new RegExp(text, 'su') instanceof RegExp;
  } catch {
    return false;
  }
}

function listOf(form: Parsed | undefined): readonly Parsed[] {
  if (!Array.isArray(form)) throw new Error(`${print(form)} is no list`);
  return form;
}

function print(form: Parsed | undefined): string {
  if (form === undefined) return 'nothing';
  if ('text' in form) return JSON.stringify(form.text);
  if ('word' in form) return form.word;
  return `(${form.map(print).join(' ')})`;
}
