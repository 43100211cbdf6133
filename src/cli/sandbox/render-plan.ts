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
    'command:',
  ];
  const lines = groupByOption(plan.argv).map((words) => `  ${quoteArgv(words)}`);
  return `${visibleText(facts.join('\n'))}\n${visibleText(lines.join(' \\\n'))}\n`;
}

/** One line per option with its values; everything behind `--` is one line. */
function groupByOption(argv: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const [index, word] of argv.entries()) {
    if (word === '--') return [...groups, argv.slice(index)];
    const current = groups.at(-1);
    if (current === undefined || word.startsWith('--')) groups.push([word]);
    else current.push(word);
  }
  return groups;
}
