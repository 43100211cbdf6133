import { quoteArgv } from '../../domain.js';
import type { SandboxedCommandPlan } from '../../index.js';
import { visibleText } from '../visible-text.js';

/** How a command would be started, for people. The command line can be copied into a shell, except for inherited descriptors. */
export function renderPlan({ plan, permissions }: SandboxedCommandPlan): string {
  const name = permissions.id === undefined ? '' : ` (${permissions.id})`;
  const facts = [
    `sandbox: ${plan.sandbox}`,
    `permissions: ${permissions.summary}${name}`,
    `directory: ${plan.cwd}`,
    ...permissions.warnings.map((warning) => `warning: ${warning}`),
    ...explanationOf(plan),
    'command:',
  ];
  const policy = plan.explanation?.join('\n');
  const isPolicy = (word: string): boolean => word.trimEnd() === policy;
  const lines = groupByOption(plan.argv).map(
    (words) => `  ${words.map((word) => (isPolicy(word) ? '"$POLICY"' : quoteArgv([word]))).join(' ')}`,
  );
  return `${visibleText(facts.join('\n'))}\n${visibleText(lines.join(' \\\n'))}\n`;
}

/** What confines the command besides its arguments. A policy that is one of the arguments is called `$POLICY` there. */
function explanationOf({ explanation = [] }: SandboxedCommandPlan['plan']): readonly string[] {
  return explanation.length === 0 ? [] : ['policy:', ...explanation.map((line) => (line === '' ? '' : `  ${line}`))];
}

/** One line per option with its values; everything behind `--` is one line. */
function groupByOption(argv: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const [index, word] of argv.entries()) {
    if (word === '--') return [...groups, argv.slice(index)];
    const current = groups.at(-1);
    if (current === undefined || word.startsWith('-')) groups.push([word]);
    else current.push(word);
  }
  return groups;
}
