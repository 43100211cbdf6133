const maxPreviewLength = 200;

/** The first prompt as a listing shows it: cut to 200 characters, never in the middle of one. */
export function threadPreview(firstPrompt: string): string {
  if (firstPrompt.length <= maxPreviewLength) return firstPrompt;
  const cut = firstPrompt.slice(0, maxPreviewLength);
  // A high surrogate at the end lost its other half.
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
