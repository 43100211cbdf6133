import { type Command, Option } from 'commander';
import { type ConfigFlags, configFlags, flagsOf, repeatable } from '../shared-flags.js';

/** What `doctor` is asked for. */
export interface DoctorCall {
  readonly flags: ConfigFlags;
  readonly directory?: string;
  readonly permissionProfile?: string;
  readonly show: 'checks' | 'configuration';
  readonly output: 'human' | 'json';
  /** Whether a notification is sent as well. */
  readonly notification: 'sent' | 'none';
}

interface DoctorFlags extends ConfigFlags {
  readonly c?: readonly string[];
  readonly cd?: string;
  readonly permissionProfile?: string;
  readonly notify?: true;
  readonly json?: true;
}

/** Adds `doctor`. */
export function addDoctorCommand(program: Command, action: (call: DoctorCall) => Promise<void>): void {
  const doctor = program
    .command('doctor')
    .description('Check what this machine can do, and say how to mend what is missing.')
    .usage('[options]')
    // Here the long form asks for the configuration; the short one overrides a setting, as everywhere.
    .option('--config', 'show every setting that is made, with the layer it comes from')
    .addOption(repeatable('-c <key=value>', 'override a setting; the value is TOML, or else text'));
  for (const option of configFlags().filter(({ long }) => long !== '--config')) doctor.addOption(option);
  doctor
    .option('-C, --cd <dir>', 'directory whose configuration is looked at')
    .addOption(new Option('-P, --permission-profile <name>', 'permission profile that the sandbox is judged by'))
    .option('--notify', 'also send one notification')
    .option('--json', 'print JSON')
    .addHelpText('after', doctorHelp)
    .action(() => action(decode(doctor)));
}

function decode(doctor: Command): DoctorCall {
  const { config: outer = [] } = doctor.parent === null ? {} : flagsOf<ConfigFlags>(doctor.parent);
  const { c = [], cd, permissionProfile, notify, json, ...flags } = flagsOf<DoctorFlags>(doctor);
  return {
    flags: { ...flags, config: [...outer, ...c] },
    ...(cd === undefined ? {} : { directory: cd }),
    ...(permissionProfile === undefined ? {} : { permissionProfile }),
    show: doctor.getOptionValueSource('config') === 'cli' ? 'configuration' : 'checks',
    output: json === true ? 'json' : 'human',
    notification: notify === true ? 'sent' : 'none',
  };
}

const doctorHelp = `
Exit status: 0 everything that is needed works, 1 something is broken.`;
