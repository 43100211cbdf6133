import { type Command, Option } from 'commander';
import type { CodexOptions } from '../index.js';

/** The flags about the configuration, which most commands have and which may also stand before the name of the command. */
export interface ConfigFlags {
  readonly config?: readonly string[];
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  readonly strictConfig?: true;
  readonly ignoreUserConfig?: true;
  readonly ignoreRules?: true;
  readonly profile?: string;
}

/** A choice of {@link ConfigFlags} as options of the agent. */
export type ConfigChoice = Pick<
  CodexOptions,
  'configOverrides' | 'configProfile' | 'unknownSettings' | 'userConfig' | 'rules'
>;

/** The flags about the configuration. */
export function configFlags(): readonly Option[] {
  return [
    repeatable('-c, --config <key=value>', 'override a setting; the value is TOML, or else text'),
    repeatable('--enable <feature>', 'the same as `-c features.<name>=true`'),
    repeatable('--disable <feature>', 'the same as `-c features.<name>=false`'),
    new Option('--strict-config', 'refuse settings that nobody knows'),
    new Option('--ignore-user-config', 'read no configuration files'),
    new Option('-p, --profile <name>', 'lay $CODEX_HOME/<name>.config.toml over the user’s settings'),
  ];
}

/** The flags about the place of work, the model and the sandbox. */
export function placeFlags(): readonly Option[] {
  return [
    new Option('-m, --model <model>', 'model to ask'),
    new Option('-s, --sandbox <mode>', 'what commands may do').choices([
      'read-only',
      'workspace-write',
      'danger-full-access',
    ]),
    new Option('-C, --cd <dir>', 'directory to work in'),
    repeatable('--add-dir <dir>', 'one more workspace root'),
  ];
}

/** The flags that may stand before the name of the command, for a help that should not repeat them. */
export function hiddenGlobalFlags(): readonly Option[] {
  return [...configFlags(), ...placeFlags()].map((option) => option.hideHelp());
}

/** An option that may be given several times. */
export function repeatable(flags: string, description: string): Option {
  const append = (value: string, previous: readonly string[] | undefined): readonly string[] => [
    ...(previous ?? []),
    value,
  ];
  return new Option(flags, description).argParser(append);
}

/** The flags of a command and of those above it. Lists are joined, outermost first; of other flags the innermost counts. */
export function flagsOf<Flags extends object>(command: Command): Flags {
  const above: object = command.parent === null ? {} : flagsOf(command.parent);
  const merged = new Map<string, unknown>(Object.entries(above));
  for (const [name, value] of Object.entries(command.opts<Record<string, unknown>>())) {
    const outer = merged.get(name);
    const isDefault = command.getOptionValueSource(name) === 'default';
    if (Array.isArray(outer) && Array.isArray(value)) merged.set(name, [...outer, ...value]);
    else if (outer === undefined || !isDefault) merged.set(name, value);
  }
  return Object.fromEntries(merged) as Flags;
}

/** What the flags about the configuration mean. */
export function configChoice(flags: ConfigFlags): ConfigChoice {
  return withoutAbsent({
    configOverrides: [
      ...(flags.config ?? []),
      ...(flags.enable ?? []).map((feature) => `features.${feature}=true`),
      ...(flags.disable ?? []).map((feature) => `features.${feature}=false`),
    ],
    configProfile: flags.profile,
    unknownSettings: flags.strictConfig === true ? ('refuse' as const) : undefined,
    userConfig: flags.ignoreUserConfig === true ? ('ignore' as const) : undefined,
    rules: flags.ignoreRules === true ? ('ignore' as const) : undefined,
  });
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The fields that have a value. */
export function withoutAbsent<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
