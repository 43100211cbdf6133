import type { OptionSyntax } from './option-syntax.js';

/** How to read the arguments of a program that looks at files. */
export interface ProgramSyntax extends OptionSyntax {
  /** What its operands are: files to read, folders to list, or something to look for (in files, or among names) and where. */
  readonly does: 'read' | 'list' | 'search' | 'search-names';
  /** Arguments with which it writes files or starts programs. */
  readonly effects?: RegExp;
  /** Arguments with which a searching program only lists files. */
  readonly listing?: RegExp;
}

const grep: ProgramSyntax = {
  does: 'search',
  valueLetters: 'ABCDdefm',
  valueOptions: [
    ...['--regexp', '--file', '--max-count', '--context', '--after-context', '--before-context'],
    ...['--include', '--exclude', '--exclude-dir', '--exclude-from', '--label', '--directories', '--devices'],
  ],
};

const ripgrep: ProgramSyntax = {
  does: 'search',
  valueLetters: 'ABCEefgjMmrTt',
  valueOptions: [
    ...['--regexp', '--file', '--glob', '--iglob', '--type', '--type-not', '--max-count', '--context', '--replace'],
    ...['--after-context', '--before-context', '--max-depth', '--threads', '--sort', '--sortr', '--encoding'],
    ...['--max-columns', '--max-filesize', '--path-separator', '--color', '--colors', '--engine', '--ignore-file'],
  ],
  effects: /^(?:--(?:pre|hostname-bin|search-zip|rga-)|-[^-]*z)/,
  listing: /^--(?:files|type-list)$/,
};

const bat: ProgramSyntax = {
  does: 'read',
  valueLetters: 'Hlrm',
  valueOptions: ['--theme', '--language', '--style', '--line-range', '--highlight-line', '--color', '--map-syntax'],
  effects: /^(?:--(?:pager|config|generate|paging=always)|cache$)/,
};

const exa: ProgramSyntax = {
  does: 'list',
  valueLetters: 'ILst',
  valueOptions: ['--ignore-glob', '--level', '--sort', '--time', '--color'],
};

const fd: ProgramSyntax = {
  does: 'search-names',
  valueLetters: 'cdEeSt',
  valueOptions: ['--max-depth', '--exclude', '--extension', '--type', '--size', '--color'],
  effects: /^(?:-[^-]*[xX]|--exec)/,
};

const ag: ProgramSyntax = { does: 'search', valueLetters: 'ABCGm', effects: /^--(?:pager|ackrc|search-zip)|^-[^-]*z/ };

/** By program name; of `git`, by subcommand. */
export const programSyntaxes: ReadonlyMap<string, ProgramSyntax> = new Map<string, ProgramSyntax>([
  ['ack', ag],
  ['ag', ag],
  ['bat', bat],
  ['batcat', bat],
  ['cat', { does: 'read' }],
  ['column', { does: 'read', valueLetters: 'cos' }],
  ['cut', { does: 'read', valueLetters: 'bcdf', valueOptions: ['--bytes', '--characters', '--delimiter', '--fields'] }],
  ['du', { does: 'list', valueLetters: 'BdtX', valueOptions: ['--max-depth', '--exclude', '--block-size'] }],
  ['egrep', grep],
  ['exa', exa],
  ['eza', exa],
  ['fd', fd],
  ['fdfind', fd],
  ['fgrep', grep],
  ['git grep', { ...grep, effects: /^(?:-[^-]*O|--(?:open-files-in-pager|ext-grep))/ }],
  ['git ls-files', { does: 'list', valueLetters: 'xX', valueOptions: ['--exclude', '--exclude-from'] }],
  ['grep', grep],
  ['head', { does: 'read', valueLetters: 'cn', valueOptions: ['--bytes', '--lines'] }],
  ['less', { does: 'read', valueLetters: 'bhjPptxyz', effects: /^(?:\+|-[^-]*[OoTk]|--(?:log|lesskey|tag))/i }],
  ['ls', { does: 'list', valueLetters: 'ITw', valueOptions: ['--ignore', '--hide', '--sort', '--time', '--width'] }],
  ['more', { does: 'read', valueLetters: 'n', effects: /^\+/ }],
  ['nl', { does: 'read', valueLetters: 'bdfhilnsvw' }],
  ['rev', { does: 'read' }],
  ['rg', ripgrep],
  ['rga', ripgrep],
  [
    'sort',
    {
      does: 'read',
      valueLetters: 'kSt',
      valueOptions: ['--key', '--field-separator', '--buffer-size'],
      effects: /^(?:-[^-]*[oT]|--(?:o|te|co|files0))/,
    },
  ],
  ['tac', { does: 'read' }],
  ['tail', { does: 'read', valueLetters: 'cns', valueOptions: ['--bytes', '--lines', '--pid', '--sleep-interval'] }],
  ['tree', { does: 'list', valueLetters: 'HILPT', effects: /^-[^-]*[oR]/ }],
  ['uniq', { does: 'read', valueLetters: 'fsw', effects: /^[^-]/ }],
  ['wc', { does: 'read' }],
]);
