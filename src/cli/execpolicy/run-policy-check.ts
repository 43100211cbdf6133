import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compileRules, parseAbsolutePath, type RuleFile, renderPolicyCheck, renderRuleError } from '../../domain.js';
import type { Host } from '../host.js';
import { complain, reasonOf } from '../open-codex.js';
import type { PolicyCheckCall } from './execpolicy-command.js';

/** Prints what the rules of some files say about a command, as JSON. */
export async function runPolicyCheck(call: PolicyCheckCall, host: Host): Promise<0 | 1 | 2> {
  const { command, ruleFiles, layout, hostExecutables } = call;
  if (command.length === 0 || ruleFiles.length === 0) {
    host.stderr.write(`error: ${command.length === 0 ? 'the command is missing' : '`--rules` is missing'}\n`);
    return 2;
  }
  try {
    const files = await Promise.all(ruleFiles.map((file) => readRules(file, host)));
    const rules = compileRules(files);
    if (!rules.ok) return complain(host, renderRuleError(rules.error));
    const cwd = parseAbsolutePath(host.workingDirectory, host.platform === 'win32' ? 'windows' : 'posix');
    const place = cwd.ok ? { cwd: cwd.value } : {};
    host.stdout.write(`${renderPolicyCheck(rules.value, command, { hostExecutables, layout, ...place })}\n`);
    return 0;
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

async function readRules(file: string, { workingDirectory }: Host): Promise<RuleFile> {
  try {
    return { name: file, text: await readFile(resolve(workingDirectory, file), 'utf8') };
  } catch (cause) {
    throw new Error(`cannot read the rules in \`${file}\`: ${reasonOf(cause)}`, { cause });
  }
}
