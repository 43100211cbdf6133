const redacted = '[redacted]';

/** What a name contains when its value is better not shown. */
const secretName = /key|token|secret|passw|credential|authorization|cookie/i;

/** Texts that are secrets by their form: keys of providers, bearer tokens, credentials in addresses. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+[A-Za-z0-9._~+/=-]+/gi, `Bearer ${redacted}`],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, redacted],
  [/\b(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{16,}/g, redacted],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, `$1${redacted}@`],
];

/** Replaces what is known to be a secret, and what looks like one. */
export function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((shown, secret) => shown.replaceAll(secret, redacted), text);
  return secretForms.reduce((shown, [form, replacement]) => shown.replace(form, replacement), known);
}

/** Whether the value under a name is better not shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** The values of variables that are named like secrets. Very short ones are left out: they would hide ordinary words. */
export function secretsOf(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = Object.entries(variables).flatMap(([name, value]) =>
    isSecretName(name) && value !== undefined && value.length >= 8 ? [value] : [],
  );
  // A secret that contains another one goes first.
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}
