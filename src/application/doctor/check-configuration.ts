import type { DoctorCheck } from './doctor-report.js';
import type { Understanding } from './understanding.js';

/** Whether the configuration can be read and understood. */
export function checkConfiguration({ inForce, permissions, problem }: Understanding): DoctorCheck {
  if (problem !== undefined) {
    const [summary = '', ...details] = problem.split('\n');
    return { subject: 'configuration', status: 'broken', summary, details, remedy: 'mend the setting that is named' };
  }
  const warnings = permissions?.warnings ?? [];
  const sources = [...new Set((inForce?.loaded.layers ?? []).map(({ source }) => source))];
  const summary = sources.length === 0 ? 'no configuration files' : `read from ${sources.join(', ')}`;
  if (warnings.length === 0) return { subject: 'configuration', status: 'ok', summary, details: [] };
  return {
    subject: 'configuration',
    status: 'warning',
    summary,
    details: warnings.flatMap((warning) => warning.split('\n')),
    remedy: 'remove or correct what has no effect',
  };
}
