import { err, ok, type Result } from '../../result.js';
import { type Host, parseHost, renderHost } from './host.js';
import { toAsciiLabel } from './punycode.js';

/**
 * Which hosts a rule speaks about: `*` about all of them, `*.example.com` about everything below `example.com`, `**.example.com` about
 * that and `example.com` itself, anything else about the one host that it names.
 */
export interface HostPattern {
  readonly kind: 'any' | 'below' | 'at-or-below' | 'exactly';
  /** The canonical spelling of the host; empty for `any`. */
  readonly host: string;
}

/** What separates labels, in any script. */
const separator = /[.\u3002\uff0e\uff61]/u;
/** What nobody sees: programs drop it from a name, or do not, so it would be anybody's guess which host is meant. */
const unseen = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Reads a pattern in any spelling; an error says what is wrong with it. */
export function parseHostPattern(text: string): Result<HostPattern, string> {
  if (text === '*') return ok({ kind: 'any', host: '' });
  const [first = '', ...others] = text.split(separator);
  const stars = first === '*' || first === '**' ? first : '';
  const labels = stars === '' ? [first, ...others] : others;
  const host = unseen.test(text) ? undefined : parseHost(labels.map(toAsciiLabel).join('.'));
  if (host === undefined || (stars !== '' && host.kind === 'address')) {
    return err('must be a host name, an address, or a name after `*.` or `**.`, without scheme, port and path');
  }
  const kind = stars === '' ? 'exactly' : stars === '*' ? 'below' : 'at-or-below';
  return ok({ kind, host: renderHost(host) });
}

/** Writes a pattern in its one spelling. */
export function renderHostPattern({ kind, host }: HostPattern): string {
  switch (kind) {
    case 'any':
      return '*';
    case 'below':
      return `*.${host}`;
    case 'at-or-below':
      return `**.${host}`;
    case 'exactly':
      return host;
  }
}

/** Whether a pattern speaks about a host. Patterns about names say nothing about addresses, but for `*`. */
export function matchesHost(pattern: HostPattern, host: Host): boolean {
  if (pattern.kind === 'any') return true;
  const spelling = renderHost(host);
  if (pattern.kind !== 'below' && spelling === pattern.host) return true;
  return pattern.kind !== 'exactly' && host.kind === 'name' && spelling.endsWith(`.${pattern.host}`);
}
