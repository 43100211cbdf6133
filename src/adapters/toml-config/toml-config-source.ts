import { isAbsolute, join } from 'node:path';
import { configTable } from '../../domain/config/config.js';
import type { ConfigError, ConfigLayer, ConfigLayerName, ConfigWarning } from '../../domain/config/config-layer.js';
import { decodeShape } from '../../domain/config/decode-shape.js';
import { parseKeyPath } from '../../domain/config/key-path.js';
import { mergeLayers } from '../../domain/config/merge-layers.js';
import { projectTrust } from '../../domain/config/project-trust.js';
import { type AbsolutePath, parentOf, parseAbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { ConfigRequest, ConfigSource, LoadedConfig } from '../../ports/config-source.js';
import type { ScannedText } from './locate-key.js';
import { canonicalPath, exists, projectDirectories, trustNames } from './project-files.js';
import { readConfigFile } from './read-config-file.js';

/** Which files apply to every user. */
export interface TomlConfigOptions {
  /** The system's file; `/etc/codex/config.toml` when absent, `none` for no such file. */
  readonly systemFile?: AbsolutePath | 'none';
}

/**
 * Reads `config.toml` files: the system's, the user's, the one that `-p` selects, and those of a trusted project from its root
 * down to the working directory. The TOML parser is loaded when there is a file to parse.
 */
export class TomlConfigSource implements ConfigSource {
  readonly #systemFile: string | undefined;
  #scanned: ScannedText | undefined;

  constructor(options: TomlConfigOptions = {}) {
    const { systemFile = '/etc/codex/config.toml' } = options;
    this.#systemFile = systemFile === 'none' ? undefined : systemFile;
  }

  async load(request: ConfigRequest): Promise<Result<LoadedConfig, ConfigError>> {
    this.#scanned = undefined;
    const own = await this.#ownLayers(request);
    if (!own.ok) return own;
    const { projects, projectRootMarkers } = decodedBefore([...own.value, ...(request.session ?? [])]);
    const directories = projectDirectories(request.cwd, projectRootMarkers ?? ['.git']);
    const files = projectFiles(directories, request.codexHome);
    const trust = projectTrust(projects, trustNames(request.cwd));
    const known = trust === undefined ? {} : { trust };
    if (trust !== 'trusted') return ok({ layers: own.value, warnings: files.map(untrustedFile), ...known });
    const layers = await readLayers(files.map((file) => ['project', file] as const));
    if (!layers.ok) return layers;
    return ok({ layers: [...own.value, ...layers.value], warnings: [], projectDirectories: directories, ...known });
  }

  async locate<P extends ConfigError | ConfigWarning>(problem: P): Promise<P> {
    if (problem.line !== undefined || problem.key === undefined || !isAbsolute(problem.source)) return problem;
    const path = parseKeyPath(problem.key);
    const text = readConfigFile(problem.source);
    if (!path.ok || !text.ok || text.value === undefined) return problem;
    const [{ locateKey, scanText }, { renderExcerpt }] = await Promise.all([
      import('./locate-key.js'),
      import('./excerpt.js'),
    ]);
    const part = problem.code === 'invalid-value' ? 'value' : 'name';
    // Problems come in numbers: one file is scanned once for all of them.
    if (this.#scanned?.text !== text.value) this.#scanned = scanText(text.value);
    const position = locateKey(this.#scanned, path.value, part);
    if (position === undefined) return problem;
    return { ...problem, ...position, excerpt: renderExcerpt(text.value, position.line, position.column) };
  }

  async #ownLayers(request: ConfigRequest): Promise<Result<readonly ConfigLayer[], ConfigError>> {
    const { codexHome, profileFile } = request;
    if (profileFile !== undefined && !/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(profileFile))
      return err(badProfile(profileFile));
    return readLayers([
      ['system', this.#systemFile],
      ['user', join(codexHome, 'config.toml')],
      ['profile', profileFile === undefined ? undefined : join(codexHome, `${profileFile}.config.toml`)],
    ]);
  }
}

type LayerFile = readonly [name: ConfigLayerName, file: string | undefined];

async function readLayers(files: readonly LayerFile[]): Promise<Result<readonly ConfigLayer[], ConfigError>> {
  const layers: ConfigLayer[] = [];
  for (const layer of await Promise.all(files.map(readLayer))) {
    if (!layer.ok) return layer;
    if (layer.value !== undefined) layers.push(layer.value);
  }
  return ok(layers);
}

async function readLayer([name, file]: LayerFile): Promise<Result<ConfigLayer | undefined, ConfigError>> {
  const text = file === undefined ? ok(undefined) : readConfigFile(file);
  if (!text.ok) return text;
  if (file === undefined || text.value === undefined) return ok(undefined);
  const { parseToml } = await import('./parse-toml.js');
  const values = await parseToml(text.value, file);
  if (!values.ok) return values;
  const path = parseAbsolutePath(file, process.platform === 'win32' ? 'windows' : 'posix');
  return ok({ name, source: file, values: values.value, ...(path.ok ? { directory: parentOf(path.value) } : {}) });
}

// What is wrong with these layers is reported later, by those who use all of them. Most say nothing about projects.
function decodedBefore(layers: readonly ConfigLayer[]) {
  if (!layers.some(({ values }) => 'projects' in values || 'project_root_markers' in values)) return {};
  return decodeShape(configTable, mergeLayers(layers).values).value ?? {};
}

function projectFiles(directories: readonly AbsolutePath[], codexHome: AbsolutePath): readonly string[] {
  const home = canonicalPath(codexHome);
  const files: string[] = [];
  for (const directory of directories) {
    const folder = resolvePath(directory, '.codex');
    const file = join(folder, 'config.toml');
    // In the home directory, the project's folder is the user's own.
    if (exists(file) && canonicalPath(folder) !== home) files.push(file);
  }
  return files;
}

function untrustedFile(file: string): ConfigWarning {
  return {
    code: 'untrusted-project',
    source: file,
    message:
      'the settings of this project are ignored, because it is not trusted; to use them, trust it with `codex-sdk exec --trust` or `codex.trustProject()`, or set `trust_level = "trusted"` in its `[projects]` table in the user\'s own config.toml',
  };
}

function badProfile(name: string): ConfigError {
  return {
    code: 'invalid-value',
    source: '--profile',
    message: `\`${name}\` is not a profile name; expected letters, digits, \`_\`, \`-\` and \`.\``,
  };
}
