/**
 * Names that a writable root keeps read-only as its first component, because programs outside the sandbox act on what is written there:
 * repository hooks, agent instructions, this product's own configuration, cloud credentials.
 */
export const protectedMetadataNames: readonly string[] = ['.git', '.agents', '.codex', '.aws'];
