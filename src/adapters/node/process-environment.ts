import { readlinkSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { CodexError } from '../../domain/codex-error.js';
import { type AbsolutePath, parseAbsolutePath, rootOf } from '../../domain/paths/absolute-path.js';
import type { Environment } from '../../ports/environment.js';

/** What to take instead of the process's own surroundings. */
export interface ProcessEnvironmentOptions {
  /** The environment variables; those of the process when absent. Undefined values count as not set. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Absolute; the process's working directory when absent. */
  readonly workingDirectory?: string;
}

/** Names such as `UTC`, `Europe/Berlin` or `Etc/GMT+3`; a rule such as `CET-1CEST` is no name. */
const zoneName = /^[A-Za-z][A-Za-z_]*(?:\/[A-Za-z0-9_+-]+)*$/;
const zoneFolder = /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/;

/**
 * The surroundings of this process. Variables and working directory are read when it is made; what takes time is looked up when it is
 * first asked for.
 */
export class ProcessEnvironment implements Environment {
  readonly variables: Readonly<Record<string, string>>;
  readonly platform: Environment['platform'];
  readonly #directory: string;
  #shell: string | undefined;
  #timezone: string | undefined;

  constructor(options: ProcessEnvironmentOptions = {}) {
    this.variables = definedOnly(options.variables ?? process.env);
    this.platform = platformOf(process.platform);
    this.#directory = options.workingDirectory ?? currentDirectory();
  }

  /** @throws CodexError of code `working-directory-missing` when the process's directory was deleted, or a relative one was given. */
  get workingDirectory(): AbsolutePath {
    const parsed = parseAbsolutePath(this.#directory, this.#pathStyle());
    if (parsed.ok) return parsed.value;
    throw new CodexError(
      'working-directory-missing',
      `the working directory \`${this.#directory}\` is not an absolute path of an existing directory; name one explicitly`,
    );
  }

  get homeDirectory(): AbsolutePath {
    for (const candidate of homeCandidates(this.variables[this.platform === 'windows' ? 'USERPROFILE' : 'HOME'])) {
      const parsed = parseAbsolutePath(candidate, this.#pathStyle());
      if (parsed.ok) return parsed.value;
    }
    return rootOf(this.workingDirectory);
  }

  get shell(): string {
    this.#shell ??= this.platform === 'windows' ? windowsShell(this.variables) : posixShell(this.variables);
    return this.#shell;
  }

  get timezone(): string {
    this.#timezone ??= namedZone(this.variables.TZ) ?? linkedZone() ?? intlZone();
    return this.#timezone;
  }

  #pathStyle(): 'posix' | 'windows' {
    return this.platform === 'windows' ? 'windows' : 'posix';
  }
}

function definedOnly(variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) defined[name] = value;
  return Object.freeze(defined);
}

function platformOf(platform: NodeJS.Platform): Environment['platform'] {
  if (platform === 'linux') return 'linux';
  if (platform === 'darwin') return 'macos';
  return platform === 'win32' ? 'windows' : 'other';
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    // A deleted directory has no name. Most hosts name a directory themselves, so it only fails when it is asked for.
    return '';
  }
}

function* homeCandidates(named: string | undefined): Generator<string> {
  yield named ?? '';
  yield accountOf()?.homedir ?? '';
  yield homedir();
}

function accountOf(): { readonly homedir: string; readonly shell: string | null } | undefined {
  try {
    return userInfo();
  } catch {
    // A container may run under a user id that has no entry in the account database.
    return undefined;
  }
}

function posixShell(variables: Readonly<Record<string, string>>): string {
  const candidates = [accountOf()?.shell ?? '', variables.SHELL ?? ''];
  return candidates.find((path) => path.startsWith('/') && !/\/(?:nologin|false|true)$/.test(path)) ?? '/bin/sh';
}

function windowsShell(variables: Readonly<Record<string, string>>): string {
  const root = variables.SystemRoot ?? variables.SYSTEMROOT ?? 'C:\\Windows';
  return `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
}

function namedZone(text: string | undefined): string | undefined {
  const name = text?.replace(/^:/, '') ?? '';
  return zoneName.test(name) ? name : zoneFolder.exec(name)?.[1];
}

/** Reading one link takes microseconds, loading the time zones of `Intl` tens of milliseconds. */
function linkedZone(): string | undefined {
  try {
    return zoneFolder.exec(readlinkSync('/etc/localtime'))?.[1];
  } catch {
    // The file may be missing, or a copy instead of a link.
    return undefined;
  }
}

function intlZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
