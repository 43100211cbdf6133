import { err, ok, type Result } from '../../domain/result.js';
import type { ConfigError, ConfigLayer, ConfigRequest, ConfigSource, LoadedConfig } from '../../ports/config-source.js';

/** Configuration layers that a test or a hermetic host brings along; nothing is read from a disk. */
export class InMemoryConfigSource implements ConfigSource {
  readonly #answer: Result<LoadedConfig, ConfigError>;
  readonly #requests: ConfigRequest[] = [];

  /**
   * @param layers from lowest to highest precedence, none when absent; or the error that every `load` answers
   * @param rest what else is loaded; neither warnings nor a decision about trust when absent
   */
  constructor(layers: readonly ConfigLayer[] | ConfigError = [], rest: Partial<Omit<LoadedConfig, 'layers'>> = {}) {
    this.#answer = isError(layers) ? err(layers) : ok({ layers, warnings: [], ...rest });
  }

  /** Every request so far, oldest first. */
  get requests(): readonly ConfigRequest[] {
    return this.#requests;
  }

  async load(request: ConfigRequest): Promise<Result<LoadedConfig, ConfigError>> {
    this.#requests.push(request);
    return this.#answer;
  }
}

function isError(layers: readonly ConfigLayer[] | ConfigError): layers is ConfigError {
  return 'code' in layers;
}
