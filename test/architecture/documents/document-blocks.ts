import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../scratch-project.js';

/** The documents for people, relative to the repository. */
export const documents: readonly string[] = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(REPOSITORY, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** A fenced piece of a document, or of a doc comment in the sources. */
export interface DocumentBlock {
  /** `README.md:12`, the line of its fence. */
  readonly place: string;
  /** Empty for a drawing. */
  readonly language: string;
  readonly text: string;
}

/** The text of a document. */
export function textOf(document: string): string {
  return readFileSync(join(REPOSITORY, document), 'utf8');
}

/** The blocks of all documents. */
export function documentBlocks(): readonly DocumentBlock[] {
  return documents.flatMap((document) => blocksOf(document, textOf(document)));
}

/** The examples in the doc comments of the sources. */
export function sourceExamples(): readonly DocumentBlock[] {
  const names = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => blocksOf(join('src', name), textOf(join('src', name)).replaceAll(/^ *\* ?/gm, '')));
}

function blocksOf(file: string, text: string): readonly DocumentBlock[] {
  const fences = text.matchAll(/^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm);
  return [...fences].map(({ index, groups }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    language: groups?.language ?? '',
    text: groups?.text ?? '',
  }));
}
