import { CodexError } from '../../domain/codex-error.js';
import type { ModelSettings } from '../../domain/config/settings.js';
import type { CatalogueModel } from '../../domain/conversation/model-catalogue.js';
import { type ModelTraits, modelTraits } from '../../domain/conversation/model-traits.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { FileSystem } from '../../ports/file-system.js';

/** That of the public Codex has less than one. */
const maxCatalogueBytes = 16 * 1024 * 1024;

/** What is known about the model of a thread, and how it is asked. */
export interface KnownModel {
  readonly traits: ModelTraits & Partial<CatalogueModel>;
  readonly serviceTier?: string;
  /** What the settings wish for and does not happen, in sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * What is known about a model: what the user's catalogue says, where there is one, or else what its name tells.
 *
 * @throws CodexError `invalid-config` when the catalogue cannot be used.
 */
export async function knownModel(settings: ModelSettings, fileSystem: FileSystem): Promise<KnownModel> {
  const { model, catalogueFile, serviceTier } = settings;
  if (catalogueFile === undefined && serviceTier === undefined) return { traits: modelTraits(model), warnings: [] };
  const listed = catalogueFile === undefined ? undefined : await findInCatalogue(catalogueFile, model, fileSystem);
  const traits = catalogueFile === undefined ? modelTraits(model) : (listed ?? { serviceTiers: [] });
  const unlisted =
    catalogueFile === undefined || listed !== undefined
      ? []
      : [
          `the model \`${model}\` is not in \`${catalogueFile}\`, so nothing is known about it; add it to \`models\` there`,
        ];
  if (serviceTier === undefined) return { traits, warnings: unlisted };
  const { chooseServiceTier } = await import('../../domain/conversation/service-tier.js');
  const { tier, warning } = chooseServiceTier(serviceTier, { model, offered: traits.serviceTiers });
  return {
    traits,
    ...(tier === undefined ? {} : { serviceTier: tier }),
    warnings: warning === undefined ? unlisted : [...unlisted, warning],
  };
}

async function findInCatalogue(
  file: string,
  model: string,
  fileSystem: FileSystem,
): Promise<CatalogueModel | undefined> {
  const read = await fileSystem.read(file as AbsolutePath, { maxBytes: maxCatalogueBytes });
  if (!read.ok) throw unusable(file, read.error.message);
  const { decodeModelCatalogue, findCatalogueModel } = await import('../../domain/conversation/model-catalogue.js');
  const models = decodeModelCatalogue(new TextDecoder().decode(read.value));
  if (!models.ok) throw unusable(file, models.error);
  return findCatalogueModel(models.value, model);
}

function unusable(file: string, reason: string): CodexError {
  return new CodexError('invalid-config', `cannot use \`${file}\`, which \`model_catalog_json\` names: ${reason}`);
}
