import type { CodexSettings } from '../application/settings/codex-settings.js';
import { CodexError } from '../domain/codex-error.js';
import { describeConfigProblem } from '../domain/config/config-layer.js';
import { layerFromObject } from '../domain/config/layer-from-object.js';
import type { JsonObject } from '../domain/tools/tool-definition.js';
import type { Approver } from '../ports/approver.js';

/** What sets one thread apart from the others of its `Codex`, beyond its options. */
export interface ThreadAmendment {
  /** Answers its questions, instead of the host. */
  readonly approver?: Approver;
  /** Overrides what the host configured. */
  readonly config?: JsonObject;
  /** Selects `<codexHome>/<name>.config.toml`. */
  readonly configProfile?: string;
}

/** The settings that one thread sees of its `Codex`. */
export function amendedSettings(settings: CodexSettings, amendment: ThreadAmendment = {}): CodexSettings {
  const { approver, config, configProfile } = amendment;
  return {
    ...settings,
    ...(approver === undefined ? {} : { approvals: 'answered' }),
    ...(configProfile === undefined ? {} : { profileFile: configProfile }),
    ...(config === undefined ? {} : { layers: () => withLayer(settings, config) }),
  };
}

async function withLayer(settings: CodexSettings, config: JsonObject): ReturnType<CodexSettings['layers']> {
  const layer = layerFromObject(config, { source: 'the `config` of the thread' });
  if (layer.ok) return [...(await settings.layers()), layer.value];
  throw new CodexError('invalid-config', describeConfigProblem(layer.error));
}
