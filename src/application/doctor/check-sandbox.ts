import type { SandboxCapabilities } from '../../ports/process-sandbox.js';
import type { DoctorCheck } from './doctor-report.js';
import type { Understanding } from './understanding.js';

/** Whether commands can be confined the way the configuration wants it. */
export function checkSandbox(sandbox: SandboxCapabilities, { permissions }: Understanding): DoctorCheck {
  const unconfined = permissions !== undefined && permissions.effectiveProfile.kind !== 'managed';
  const wanted = permissions === undefined ? [] : [`the configuration selects: ${permissions.summary}`];
  if (sandbox.status === 'available') {
    const status = sandbox.fileSystem === 'enforced' && sandbox.network === 'enforced' ? 'ok' : 'warning';
    const able = `${nameOf(sandbox)}: ${enforcement(sandbox)}`;
    if (unconfined) {
      const details = [`with other permissions, ${able}`, ...sandbox.notes];
      return {
        subject: 'sandbox',
        status: 'ok',
        summary: `commands are not confined: ${permissions.summary}`,
        details,
      };
    }
    return { subject: 'sandbox', status, summary: able, details: [...wanted, ...sandbox.notes] };
  }
  const { message, remedy } = sandbox;
  if (unconfined) {
    const summary = `none, and none is needed: ${permissions.summary}`;
    return { subject: 'sandbox', status: 'ok', summary, details: [message] };
  }
  return { subject: 'sandbox', status: 'broken', summary: message, details: wanted, remedy };
}

type Available = Extract<SandboxCapabilities, { status: 'available' }>;

function nameOf({ sandbox, version }: Available): string {
  return version === undefined ? sandbox : `${sandbox} ${version}`;
}

function enforcement({ fileSystem, network }: Available): string {
  if (fileSystem === network) {
    return fileSystem === 'enforced' ? 'files and network are confined' : 'neither files nor network are confined';
  }
  return fileSystem === 'enforced'
    ? 'files are confined, the network is not'
    : 'the network is confined, files are not';
}
