/** The system's name for an error, such as `ENOENT`; empty when it is no error of the system. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
