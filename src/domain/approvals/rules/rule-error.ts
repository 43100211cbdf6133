import type { AbsolutePath } from '../../paths/absolute-path.js';

/** A stretch of a rule file. */
export interface RuleSpan {
  /** UTF-16 units from the start of the file. */
  readonly start: number;
  readonly end: number;
}

/** The text of a rule file and what it is called in messages. */
export interface RuleFile {
  /** A path or any other name that tells a person where to look. */
  readonly name: string;
  readonly text: string;
  /** Where the file really lies, when a project brings it; absent for the user's own. */
  readonly place?: AbsolutePath;
  /** `restrictions`: what it allows does not count, only what it questions and forbids. Everything counts when absent. */
  readonly counts?: 'restrictions';
}

/** Why a rule file cannot be used. */
export interface RuleError {
  readonly code: /** Not the syntax of a rule file. */
    | 'syntax'
    /** Valid Starlark, but more than rule files may contain here. */
    | 'unsupported'
    /** A call that makes no rule. */
    | 'invalid-rule'
    /** An example of a rule contradicts the rule. */
    | 'example';
  /** The name of the file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** What is wrong, in lower case and without a final full stop. */
  readonly message: string;
  /** The line, with a caret under every character that the message is about; three lines of text. */
  readonly excerpt: string;
}

/** What is wrong, before it is known in which file. */
export interface RuleComplaint {
  readonly code: RuleError['code'];
  readonly message: string;
  readonly span: RuleSpan;
}

/** Says where in a file a complaint belongs. */
export function locateComplaint({ name, text }: RuleFile, { code, message, span }: RuleComplaint): RuleError {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const lineEnd = text.indexOf('\n', span.start);
  const content = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
  const line = text.slice(0, lineStart).split('\n').length;
  const before = content.slice(0, span.start - lineStart);
  const marked = [...content.slice(span.start - lineStart, span.end - lineStart)].length;
  const gutter = ' '.repeat(String(line).length);
  const carets = `${before.replaceAll(/[^\t]/gu, ' ')}${'^'.repeat(Math.max(1, marked))}`;
  return {
    code,
    file: name,
    line,
    column: [...before].length + 1,
    message,
    excerpt: `${gutter} |\n${line} | ${content}\n${gutter} | ${carets}`,
  };
}

/** An error as people read it: where, what, and the line it is about. */
export function renderRuleError({ file, line, column, message, excerpt }: RuleError): string {
  return `${file}:${line}:${column}: ${message}\n${excerpt}`;
}
