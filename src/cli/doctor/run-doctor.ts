import type { Codex, FrontEnd, ThreadOptions } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf } from '../open-codex.js';
import { configChoice } from '../shared-flags.js';
import { paintFor } from '../style.js';
import type { DoctorCall } from './doctor-command.js';
import { renderConfiguration } from './render-configuration.js';
import { renderReport } from './render-report.js';

/** Examines the machine, or shows the configuration, and reports. Not before then does it say whether something is broken. */
export async function runDoctor(call: DoctorCall, host: Host, create?: AgentFactory): Promise<0 | 1> {
  try {
    const codex = await openCodex(host, { ...configChoice(call.flags), frontEnd: frontEndOf(host) }, create);
    try {
      return call.show === 'configuration'
        ? await showConfiguration(call, host, codex)
        : await examine(call, host, codex);
    } finally {
      await codex.close();
    }
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

/** What the interactive front end would tell its user through. */
function frontEndOf({ stderr }: Host): FrontEnd {
  const focus = (): 'unknown' => 'unknown';
  if (!stderr.isTerminal) return { kind: 'interactive', focus };
  return { kind: 'interactive', focus, write: (sequence) => stderr.write(sequence) };
}

async function examine(call: DoctorCall, host: Host, codex: Codex): Promise<0 | 1> {
  const report = await codex.doctor({ ...placeOf(call), notify: call.notification === 'sent' });
  const { stdout } = host;
  const paint = paintFor({ wanted: 'auto', isTerminal: stdout.isTerminal, environment: host.environment });
  stdout.write(call.output === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : renderReport(report, paint));
  return report.healthy ? 0 : 1;
}

async function showConfiguration(call: DoctorCall, host: Host, codex: Codex): Promise<0> {
  const configuration = await codex.configuration(placeOf(call));
  const { stdout } = host;
  const paint = paintFor({ wanted: 'auto', isTerminal: stdout.isTerminal, environment: host.environment });
  stdout.write(
    call.output === 'json'
      ? `${JSON.stringify(configuration, undefined, 2)}\n`
      : renderConfiguration(configuration, paint),
  );
  return 0;
}

function placeOf({
  directory,
  permissionProfile,
}: DoctorCall): Pick<ThreadOptions, 'workingDirectory' | 'permissionProfile'> {
  return {
    ...(directory === undefined ? {} : { workingDirectory: directory }),
    ...(permissionProfile === undefined ? {} : { permissionProfile }),
  };
}
