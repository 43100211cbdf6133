import { err, ok, type Result } from '../../domain/result.js';
import { baseRules, preferenceRules } from './base-rules.js';
import type { FileConfinement } from './file-confinement.js';
import { pinRules, readRules, writeRules } from './file-rules.js';
import { hidesPreferences } from './hides-preferences.js';
import { certificateRules, type NetworkReach, networkRules } from './network-rules.js';
import { isProblem, type PatternProblem, patternFilters } from './pattern-filter.js';
import { platformRules } from './platform-rules.js';
import { type Form, type Parameter, Parameters, rule } from './policy-text.js';

/** A policy with the values that its text only refers to. */
export interface RenderedPolicy {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/** What a policy says. */
export interface PolicyInput {
  readonly files: FileConfinement;
  readonly network: NetworkReach;
}

/**
 * Renders the policy of a command. No path and no pattern becomes part of its text.
 *
 * Grants are written so that their order does not matter: every one states what it leaves out. Denials that take something back from them
 * stand behind them and name the same operation, or a more specific one.
 */
export function renderPolicy({ files, network }: PolicyInput): Result<RenderedPolicy, PatternProblem> {
  if (files.layers === 'unrestricted' && network.kind === 'all') return ok(nothingToEnforce);
  const parameters = new Parameters();
  const read = readRules(files, parameters);
  const write = writeRules(files, parameters);
  const patterns = patternRules(files, parameters);
  if (!patterns.ok) return patterns;
  const sections: readonly (readonly [string, readonly Form[]])[] = [
    ['what every command needs', baseRules()],
    ['what the system provides', provided(files, network)],
    ['what can be read', read],
    ['what can be written', write],
    ['what patterns hide', patterns.value.hidden],
    ['what has to stay in its place', [...patterns.value.kept, ...pinRules(files, parameters)]],
    ['what can be reached', networkRules(network)],
  ];
  const lines = sections
    .filter(([, rules]) => rules.length > 0)
    .flatMap(([title, rules]) => [`\n; ${title}`, ...rules]);
  const text = ['(version 1)', '(deny default)', ...lines, ''].join('\n');
  return ok({ text, parameters: parameters.list() });
}

const nothingToEnforce: RenderedPolicy = { text: '(version 1)\n(allow default)\n', parameters: [] };

/** Has the system note a tag beside every denial, by which those of one command can be found in its log. */
export function tagDenials(policy: string, tag: string): string {
  return policy.replaceAll(
    /^\(deny ([a-z*-]+)/gm,
    (_, operation: string) => `(deny ${operation} (with message "${tag}")`,
  );
}

function provided(files: FileConfinement, network: NetworkReach): readonly Form[] {
  const needsPlatform = files.layers !== 'unrestricted' && files.platformDefaults;
  const needsCertificates = needsPlatform || network.kind !== 'none';
  return [
    ...(needsPlatform ? platformRules() : []),
    ...(needsCertificates ? certificateRules(network, files.level) : []),
    ...(hidesPreferences(files) ? [] : preferenceRules()),
  ];
}

interface PatternRules {
  readonly hidden: readonly Form[];
  readonly kept: readonly Form[];
}

function patternRules(files: FileConfinement, parameters: Parameters): Result<PatternRules, PatternProblem> {
  if (files.layers === 'unrestricted') return ok({ hidden: [], kept: [] });
  const hidden: Form[] = [];
  const kept: Form[] = [];
  for (const pattern of files.patterns) {
    const found = patternFilters(pattern, { places: files.places, level: files.level, parameters });
    if (isProblem(found)) return err(found);
    hidden.push(...found.hidden);
    kept.push(...found.kept);
  }
  return ok({
    hidden: ['file-read*', 'process-exec', 'file-write*'].flatMap((operation) => deny(operation, hidden)),
    kept: deny('file-write-unlink', kept),
  });
}

function deny(operation: string, filters: readonly Form[]): readonly Form[] {
  return filters.length === 0 ? [] : [rule('deny', operation, filters)];
}
