import { type PlanSettings, planArguments } from '../../../../src/adapters/bubblewrap/plan/plan-arguments.js';
import { type AbsolutePath, componentsOf } from '../../../../src/domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../../../src/domain/paths/ancestors.js';
import type { PathFact, PathFacts } from '../../../../src/domain/permissions/path-facts.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../../src/ports/process-sandbox.js';

/** A tree for facts: `true` is a file with content, `''` an empty one, an object a directory, `{ link }` a symbolic link. */
export type Tree = { readonly [name: string]: true | '' | Tree | Link };

interface Link {
  readonly link: string;
}

/** Facts about paths in a tree, without any disk. */
export function factsIn(tree: Tree, paths: readonly string[]): PathFacts {
  return new Map(paths.map((path) => [path as AbsolutePath, factIn(tree, path as AbsolutePath)]));
}

export const settings: PlanSettings = {
  level: 'hardened',
  missingMetadata: 'skip',
  unixSockets: 'denied',
  stateDirectory: '/state' as AbsolutePath,
  binary: '/usr/bin/bwrap' as AbsolutePath,
};

/** A request for `true` in `/ws`. */
export function requestFor(profile: PermissionProfile, facts: PathFacts): SandboxRequest {
  const cwd = '/ws' as AbsolutePath;
  const context = { cwd, workspaceRoots: [cwd], slashTmp: '/tmp' as AbsolutePath, tmpdir: '/tmp' as AbsolutePath };
  return { argv: ['true'], cwd, environment: {}, profile, context, facts };
}

/** The options of a plan, one per line with its values, up to the namespaces; or the refusal. */
export function mountLines(request: SandboxRequest, own: Partial<PlanSettings> = {}): readonly string[] {
  const planned = planArguments(request, { ...settings, ...own });
  if (!planned.ok) return [`refused: ${planned.error.message}`];
  const options = planned.value.argv.slice(1, planned.value.argv.indexOf('--new-session'));
  return options.join(' ').split(/ (?=--(?!tmpfs|dir ))/);
}

interface Walked {
  readonly fact: PathFact;
}

function factIn(tree: Tree, path: AbsolutePath): PathFact {
  const { fact } = walk(tree, path, []);
  if (fact.type !== 'missing') return fact;
  const outermostFirst = selfAndAncestors(path).toReversed();
  return { ...fact, firstMissing: outermostFirst.find((it) => walk(tree, it, []).fact.type === 'missing') ?? path };
}

function walk(tree: Tree, path: AbsolutePath, symlinks: readonly AbsolutePath[]): Walked {
  let node: Tree[string] = tree;
  let real = '';
  let logical = '';
  const parts = componentsOf(path);
  for (const [index, name] of parts.entries()) {
    logical += `/${name}`;
    const next: Tree[string] | undefined = isTree(node) ? node[name] : undefined;
    if (next === undefined) return { fact: missing(real, parts.slice(index), symlinks) };
    if (isLink(next)) {
      const rest = parts.slice(index + 1).map((part) => `/${part}`);
      const inner = walk(tree, `${next.link}${rest.join('')}` as AbsolutePath, []).fact;
      return { fact: { ...inner, symlinks: [...symlinks, logical as AbsolutePath] } };
    }
    node = next;
    real += `/${name}`;
  }
  const realPath = (real === '' ? '/' : real) as AbsolutePath;
  if (isTree(node)) return { fact: { type: 'directory', realPath, symlinks, empty: Object.keys(node).length === 0 } };
  return { fact: { type: 'file', realPath, symlinks, empty: node === '' } };
}

function missing(real: string, rest: readonly string[], symlinks: readonly AbsolutePath[]): PathFact {
  return { type: 'missing', realPath: [real, ...rest].join('/') as AbsolutePath, symlinks };
}

function isTree(node: Tree[string] | undefined): node is Tree {
  return typeof node === 'object' && !isLink(node);
}

function isLink(node: Tree[string] | undefined): node is Link {
  return typeof node === 'object' && typeof node.link === 'string';
}
