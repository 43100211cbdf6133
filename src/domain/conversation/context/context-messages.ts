import type { ContentPart, HistoryItem } from '../history-item.js';
import { type EnvironmentFacts, renderEnvironmentContext } from './environment-context.js';
import { type PermissionFacts, renderPermissionInstructions } from './permission-instructions.js';

/** Everything that the model is told about a turn besides the user's own words. */
export interface TurnSurroundings {
  readonly permissions: PermissionFacts;
  readonly environment: EnvironmentFacts;
  /** Of the host or the configuration; shown as they are. */
  readonly developerInstructions?: string;
  /** The project's own instructions, already put together; see `project-instructions.ts`. */
  readonly projectInstructions?: string;
}

/** Which parts of the surroundings the settings keep from the model. */
export interface OmittedContext {
  readonly permissions: boolean;
  readonly environment: boolean;
}

const nothingOmitted: OmittedContext = { permissions: false, environment: false };

/**
 * The messages that tell the model about its surroundings: permissions, environment and instructions.
 * With `before`, what the model was told on an earlier turn, only changes are said again; nothing when there are none.
 */
export function contextMessages(
  now: TurnSurroundings,
  before?: TurnSurroundings,
  omitted = nothingOmitted,
): readonly HistoryItem[] {
  const permissions = renderPermissionInstructions(now.permissions);
  const developer = [
    omitted.permissions ? undefined : changed(permissions, before && renderPermissionInstructions(before.permissions)),
    changed(now.developerInstructions, before?.developerInstructions),
  ];
  const user = [
    changed(now.projectInstructions, before?.projectInstructions),
    omitted.environment ? undefined : renderEnvironmentContext(now.environment, before?.environment),
  ];
  return [...message('developer', developer), ...message('user', user)];
}

function changed(now: string | undefined, before: string | undefined): string | undefined {
  return now === before ? undefined : now;
}

function message(role: 'developer' | 'user', texts: readonly (string | undefined)[]): readonly HistoryItem[] {
  const content = texts.flatMap((text): ContentPart[] => (text === undefined ? [] : [{ kind: 'input-text', text }]));
  return content.length === 0 ? [] : [{ kind: 'message', role, content }];
}
