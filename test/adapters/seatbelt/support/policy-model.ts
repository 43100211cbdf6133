import { type AbsolutePath, isWithin } from '../../../../src/domain/paths/absolute-path.js';
import { type Parsed, readForms } from './read-forms.js';

/** Something that a program wants to do. */
export interface Attempt {
  readonly operation: string;
  /** The canonical path, for operations on files. */
  readonly path?: AbsolutePath;
  /** Host and port, for operations on the network. */
  readonly address?: string;
}

interface Rule {
  readonly action: 'allow' | 'deny';
  readonly operation: string;
  readonly matches: Filter;
}

type Filter = (attempt: Attempt) => boolean;

/** Filters about things that no attempt of these tests is about. */
const elsewhere: readonly string[] = [
  ...['extension', 'global-name', 'local-name', 'iokit-registry-entry-class', 'ipc-posix-name-prefix', 'target'],
  ...['ipc-posix-name-regex', 'socket-domain', 'socket-protocol', 'sysctl-name', 'sysctl-name-prefix'],
];

const never: Filter = () => false;

/**
 * Works out from a policy and its parameters alone what is allowed. Two readings of the language are tried: that the last rule that matches
 * decides, and that a rule about a narrower operation decides before one about a broader one. A policy must not depend on which is right.
 */
export class PolicyModel {
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #rules: readonly Rule[];

  constructor(policy: string, parameters: Readonly<Record<string, string>>) {
    this.#parameters = parameters;
    const [version, ...rules] = readForms(policy);
    if (JSON.stringify(version) !== '[{"word":"version"},{"word":"1"}]') throw new Error('the version is missing');
    this.#rules = rules.flatMap((form) => this.#rulesOf(form));
  }

  /** Whether a program may do something. */
  allows(attempt: Attempt): boolean {
    const matching = this.#rules.filter((rule) => covers(rule.operation, attempt.operation) && rule.matches(attempt));
    const last = matching.at(-1);
    const breadths = matching.map(({ operation }) => breadth(operation, attempt.operation));
    const narrowest = matching.findLast((_, index) => breadths[index] === Math.min(...breadths));
    if (last?.action !== narrowest?.action) throw new Error(`the readings differ about ${JSON.stringify(attempt)}`);
    return last?.action === 'allow';
  }

  /** What may be done with a canonical path. */
  verdict(path: AbsolutePath): { readonly read: boolean; readonly write: boolean } {
    const all = (operations: readonly string[]): boolean => {
      const [first, ...others] = operations.map((operation) => this.allows({ operation, path }));
      if (others.some((other) => other !== first)) throw new Error(`the operations on ${path} differ`);
      return first === true;
    };
    return {
      read: all(['file-read-data', 'process-exec']),
      write: all(['file-write-data', 'file-write-create', 'file-write-mode']),
    };
  }

  #rulesOf(form: Parsed): readonly Rule[] {
    if (!isList(form)) throw new Error('a rule is no list');
    const [action, operation, ...filters] = form;
    const name = wordOf(action);
    if (name !== 'allow' && name !== 'deny') throw new Error(`unknown rule ${name}`);
    const parts = filters.filter((filter) => headOf(filter) !== 'with').map((filter) => this.#filter(filter));
    const matches: Filter = parts.length === 0 ? () => true : any(parts);
    return [{ action: name, operation: wordOf(operation), matches }];
  }

  #filter(form: Parsed): Filter {
    const [, ...items] = listOf(form);
    const head = headOf(form);
    switch (head) {
      case 'require-any':
        return any(items.map((item) => this.#filter(item)));
      case 'require-all':
        return all(items.map((item) => this.#filter(item)));
      case 'require-not': {
        const inner = any(items.map((item) => this.#filter(item)));
        return (attempt) => !inner(attempt);
      }
      case 'literal': {
        const path = this.#text(items[0]);
        return (attempt) => attempt.path === path;
      }
      case 'subpath': {
        const root = this.#text(items[0]) as AbsolutePath;
        return ({ path }) => path !== undefined && isWithin(path, root);
      }
      case 'regex': {
        const expression = new RegExp(this.#text(items[0]), 'su');
        return ({ path }) => path !== undefined && expression.test(path);
      }
      case 'remote':
      case 'local':
        return addressFilter(this.#text(items[1]));
      default:
        if (!elsewhere.includes(head)) throw new Error(`unknown filter ${head}`);
        return never;
    }
  }

  #text(form: Parsed | undefined): string {
    if (form !== undefined && 'text' in form) return form.text;
    const [head, ...items] = listOf(form);
    switch (wordOf(head)) {
      case 'param':
        return this.#parameter(this.#text(items[0]));
      case 'string-append':
        return items.map((item) => this.#text(item)).join('');
      case 'regex-quote':
        return this.#text(items[0]).replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
      default:
        throw new Error(`unknown text ${JSON.stringify(form)}`);
    }
  }

  #parameter(name: string): string {
    const value = this.#parameters[name];
    if (value === undefined) throw new Error(`there is no parameter ${name}`);
    return value;
  }
}

function covers(operation: string, wanted: string): boolean {
  if (operation === 'default' || operation === wanted) return true;
  return operation.endsWith('*') && wanted.startsWith(operation.slice(0, -1));
}

/** How much more than what is wanted an operation speaks about. */
function breadth(operation: string, wanted: string): number {
  if (operation === 'default') return Number.POSITIVE_INFINITY;
  return operation === wanted ? 0 : 1 + wanted.length - operation.length;
}

function any(filters: readonly Filter[]): Filter {
  return (attempt) => filters.some((filter) => filter(attempt));
}

function all(filters: readonly Filter[]): Filter {
  return (attempt) => filters.every((filter) => filter(attempt));
}

function addressFilter(pattern: string): Filter {
  const [host, port] = pattern.split(':');
  return ({ address }) => {
    const [wantedHost, wantedPort] = address?.split(':') ?? [];
    return address !== undefined && ['*', wantedHost].includes(host) && ['*', wantedPort].includes(port);
  };
}

function isList(form: Parsed | undefined): form is readonly Parsed[] {
  return Array.isArray(form);
}

function listOf(form: Parsed | undefined): readonly Parsed[] {
  if (!isList(form)) throw new Error(`${JSON.stringify(form)} is no list`);
  return form;
}

function headOf(form: Parsed): string {
  return wordOf(listOf(form)[0]);
}

function wordOf(form: Parsed | undefined): string {
  if (form === undefined || !('word' in form)) throw new Error(`${JSON.stringify(form)} is no word`);
  return form.word;
}
