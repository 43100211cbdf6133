import type { Result } from '../../domain/result.js';
import type { DoctorCheck } from './doctor-report.js';

/** Where sessions are kept. */
export type SessionPlace =
  | {
      readonly kind: 'folder';
      readonly path: string;
      /** Whether files can be written there; the error says why not. */
      readonly check: () => Promise<Result<void, string>>;
    }
  /** A store of the host program. */
  | { readonly kind: 'own' };

/** Whether sessions can be saved. */
export async function checkSessions(place: SessionPlace): Promise<DoctorCheck> {
  if (place.kind === 'own') {
    return { subject: 'sessions', status: 'ok', summary: 'kept by the host program', details: [] };
  }
  const { path } = place;
  const checked = await place.check();
  if (checked.ok) return { subject: 'sessions', status: 'ok', summary: `saved below \`${path}\``, details: [] };
  return {
    subject: 'sessions',
    status: 'broken',
    summary: `sessions cannot be saved below \`${path}\`: ${checked.error}`,
    details: [],
    remedy: 'make the folder writable, set `CODEX_HOME` to one that is, or use `ephemeral` threads',
  };
}
