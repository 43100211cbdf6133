import type { Denial } from '../../ports/process-sandbox.js';

/** Reads a line of the system's log; nothing when it is about something else. */
export function parseDenial(line: string): Denial | undefined {
  const message = messageOf(line);
  const [, process, pid, operation, target] = /^Sandbox: (.+)\((\d+)\) deny\(\d+\) (\S+)(?: (.*))?/.exec(message) ?? [];
  if (process === undefined || operation === undefined) return undefined;
  return { process, pid: Number(pid), operation, ...(target === undefined || target === '' ? {} : { target }) };
}

function messageOf(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'eventMessage' in entry;
    return isEntry && typeof entry.eventMessage === 'string' ? entry.eventMessage : '';
  } catch (error) {
    // The stream begins with a line for people.
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}
