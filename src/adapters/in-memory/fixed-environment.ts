import { type AbsolutePath, parseAbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Environment } from '../../ports/environment.js';

/** Surroundings that a test chooses; what it does not choose is a Linux machine in UTC with no variables. */
export class FixedEnvironment implements Environment {
  readonly variables: Readonly<Record<string, string>>;
  readonly platform: Environment['platform'];
  readonly workingDirectory: AbsolutePath;
  readonly homeDirectory: AbsolutePath;
  readonly shell: string;
  readonly timezone: string;

  /** @param surroundings whatever differs from no variables, `linux`, `/work`, `/home/user`, `/bin/bash` and `Etc/UTC` */
  constructor(surroundings: Partial<Environment> = {}) {
    this.variables = surroundings.variables ?? {};
    this.platform = surroundings.platform ?? 'linux';
    this.workingDirectory = surroundings.workingDirectory ?? absolute('/work');
    this.homeDirectory = surroundings.homeDirectory ?? absolute('/home/user');
    this.shell = surroundings.shell ?? '/bin/bash';
    this.timezone = surroundings.timezone ?? 'Etc/UTC';
  }
}

function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}
