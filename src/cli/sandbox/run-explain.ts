import { NodeFileSystem } from '../../adapters.js';
import {
  type AccessExplanation,
  compareProfiles,
  explainAccess,
  type ProfileComparison,
  resolvePath,
} from '../../domain.js';
import type { Codex, PermissionsInForce } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf, warn } from '../open-codex.js';
import { configChoice } from '../shared-flags.js';
import { renderComparison, renderExplanations } from './render-explanation.js';
import { permissionChoice } from './run-sandbox.js';
import type { ExplainCall } from './sandbox-command.js';

/** What is known about a path under one profile, and about another profile. */
export interface PathExplanation {
  /** What the profile is called, or its summary when it has no name. */
  readonly profile: string;
  /** The path as it was given, then where it leads when that is another place. */
  readonly explanations: readonly AccessExplanation[];
  readonly comparison?: ProfileComparison & {
    readonly other: string;
    /** The same paths under the other profile. */
    readonly explanations: readonly AccessExplanation[];
  };
}

/** Explains why a path may or may not be read and written. */
export async function runExplain(call: ExplainCall, host: Host, create?: AgentFactory): Promise<0 | 1> {
  const { flags } = call;
  try {
    const codex = await openCodex(host, configChoice(flags), create);
    try {
      const explained = await explainPath(call, codex, (permissions) => warn(permissions, host));
      const text = flags.json === true ? `${JSON.stringify(explained, undefined, 2)}\n` : renderAll(explained);
      host.stdout.write(text);
      return 0;
    } finally {
      await codex.close();
    }
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

async function explainPath(
  { path, flags }: ExplainCall,
  codex: Codex,
  onPermissions: (permissions: PermissionsInForce) => void,
): Promise<PathExplanation> {
  const choice = permissionChoice(flags);
  const permissions = await codex.permissions(choice);
  onPermissions(permissions);
  const { context, profile } = permissions;
  const given = resolvePath(context.cwd, path);
  const { realPath } = await new NodeFileSystem().inspect(given);
  const paths = realPath === given ? [given] : [given, realPath];
  const explanations = paths.map((each) => explainAccess(profile, each, context));
  const explained = { profile: nameOf(permissions), explanations };
  if (flags.compare === undefined) return explained;
  const { sandboxMode: _, ...others } = choice;
  const other = await codex.permissions({ ...others, permissionProfile: flags.compare });
  return {
    ...explained,
    comparison: {
      other: nameOf(other),
      explanations: paths.map((each) => explainAccess(other.profile, each, context)),
      ...compareProfiles(profile, other.profile, context),
    },
  };
}

function nameOf({ id, summary }: PermissionsInForce): string {
  return id ?? summary;
}

function renderAll({ profile, explanations, comparison }: PathExplanation): string {
  const text = renderExplanations(profile, explanations);
  if (comparison === undefined) return text;
  const { other } = comparison;
  return `${text}\n${renderExplanations(other, comparison.explanations)}\n${renderComparison(comparison, [profile, other])}`;
}
