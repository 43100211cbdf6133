import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../scratch-project.js';
import { documents, textOf } from './document-blocks.js';

const { files } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
};

/** Where the links of a document lead, relative to the repository; other hosts are left out. */
function targetsOf(document: string): readonly { readonly file: string; readonly heading: string }[] {
  const links = [...textOf(document).matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(({ groups }) => groups?.target ?? '');
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', heading = ''] = target.split('#');
      return { file: path === '' ? document : normalize(join(dirname(document), path)), heading };
    });
}

/** The names by which the headings of a document are reached. */
function headingsOf(document: string): readonly string[] {
  return [...textOf(document).matchAll(/^#+ (?<text>.*)$/gm)].map(({ groups }) =>
    (groups?.text ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether npm packs a file. */
function isPacked(file: string): boolean {
  return files.some((pattern) => {
    const [folder = ''] = pattern.split('*');
    return file === pattern || file.startsWith(`${pattern}/`) || (pattern !== folder && file.startsWith(folder));
  });
}

describe('the documents', () => {
  it.each(documents)('%s links to what exists', (document) => {
    const broken = targetsOf(document).filter(
      ({ file, heading }) =>
        !existsSync(join(REPOSITORY, file)) || (heading !== '' && !headingsOf(file).includes(heading)),
    );
    expect(broken).toEqual([]);
  });

  it.each(documents.filter(isPacked))('%s links to what is packed with it', (document) => {
    expect(targetsOf(document).filter(({ file }) => !isPacked(file))).toEqual([]);
  });

  it.each(documents)('%s names files that exist', (document) => {
    const named = textOf(document).matchAll(/`(?<path>(?:docs|examples|scripts|src|test|etc|bench)\/[\w./-]+)`/g);
    const paths = [...named].map(({ groups }) => groups?.path ?? '');
    expect(paths.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });
});
