/** How a piece of text is shown. */
export type Tone = 'bold' | 'dim' | 'italic' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** Shows text in one or more tones. */
export type Paint = (text: string, ...tones: readonly Tone[]) => string;

const codes: Readonly<Record<Tone, number>> = {
  bold: 1,
  dim: 2,
  italic: 3,
  red: 31,
  green: 32,
  yellow: 33,
  cyan: 36,
  magenta: 35,
};

/** Paints with ANSI sequences. */
export const ansiPaint: Paint = (text, ...tones) =>
  tones.length === 0 ? text : `\u001b[${tones.map((tone) => codes[tone]).join(';')}m${text}\u001b[0m`;

/** Leaves text as it is. */
export const plainPaint: Paint = (text) => text;

/** What decides about colour. */
export interface ColorFacts {
  readonly wanted: 'always' | 'never' | 'auto';
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Colours on a terminal that has them, unless `NO_COLOR` is set; `always` and `never` decide by themselves. */
export function paintFor({ wanted, isTerminal, environment }: ColorFacts): Paint {
  if (wanted !== 'auto') return wanted === 'always' ? ansiPaint : plainPaint;
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return isTerminal && !refused ? ansiPaint : plainPaint;
}
