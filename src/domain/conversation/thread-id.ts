const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is the id of a thread: a UUID in lower case. Anything else must not become part of a path. */
export function isThreadId(text: string): boolean {
  return uuid.test(text);
}
