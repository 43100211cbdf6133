const secretName = /auth|key|token|secret|cookie|password/i;
const minLength = 6;

/** The values that must not appear in a message: the key, and headers and query parameters whose names sound secret. */
export function collectSecrets(
  key: string | undefined,
  ...settings: readonly Readonly<Record<string, string>>[]
): readonly string[] {
  const named = settings.flatMap((setting) => Object.entries(setting).filter(([name]) => secretName.test(name)));
  const values = [key ?? '', ...named.flatMap(([, value]) => [value, value.replace(/^\w+ /, '')])];
  // A very short value is no secret worth the name, and removing it would make a message unreadable. The longest goes first.
  return values.filter((value) => value.length >= minLength).sort((a, b) => b.length - a.length);
}

/** The text without any of the secrets: a provider may quote the request in its answer. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '[redacted]'), text);
}
