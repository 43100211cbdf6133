import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApprovalDecision, ThreadEvent, ThreadOptions } from '../../src/index.js';
import { customToolCall, functionCall, message, reply } from '../support/responses-server/replies.mjs';
import type { OutputItem } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

/** What the model does, and the file that is there only when it was done. */
interface Deed {
  readonly calls: (workspace: Workspace) => readonly OutputItem[];
  readonly mark: (workspace: Workspace) => string;
  /** The text of a rule file. */
  readonly rules?: string;
}

type Policy = NonNullable<ThreadOptions['approvalPolicy']>;

/** What comes of a deed under a policy, before and after somebody was asked. */
type Fate =
  /** Nobody is asked. */
  | 'done'
  | 'denied by the sandbox'
  /** Asked first: done when accepted, rejected when declined, the end of the turn when cancelled. */
  | { readonly asks: string | undefined }
  /** The same after the sandbox stood in the way; declined, the failure stands. */
  | { readonly asksAfterDenial: string }
  /** Nobody is asked and nothing runs; what the model reads. */
  | { readonly refused: string };

const inside = (workspace: Workspace): string => join(workspace.directory, 'mark');
const outside = (workspace: Workspace): string => workspace.outside('mark');
const run = (cmd: string, more: object = {}): readonly OutputItem[] => [
  functionCall('c1', 'exec_command', { cmd, login: false, ...more }),
];
const add = (path: string): readonly OutputItem[] => [
  customToolCall('c1', 'apply_patch', `*** Begin Patch\n*** Add File: ${path}\n+text\n*** End Patch\n`),
];
const escalation = { sandbox_permissions: 'require_escalated', justification: 'May I leave?' };
const rule = (decision: string, more = ''): string => `prefix_rule(pattern=["touch"], decision="${decision}"${more})\n`;

const deeds = {
  'a harmless command': { calls: () => run('ls'), mark: (workspace) => workspace.directory },
  'a command in the workspace': { calls: (workspace) => run(`touch ${inside(workspace)}`), mark: inside },
  'a command out of the workspace': { calls: (workspace) => run(`touch ${outside(workspace)}`), mark: outside },
  'a command that asks to leave the sandbox': {
    calls: (workspace) => run(`touch ${outside(workspace)}`, escalation),
    mark: outside,
  },
  'a dangerous command': { calls: (workspace) => run(`touch ${inside(workspace)} && rm -f gone`), mark: inside },
  'a command that a rule allows': {
    calls: (workspace) => run(`touch ${outside(workspace)}`),
    mark: outside,
    rules: rule('allow'),
  },
  'a command that a rule wants to be asked about': {
    calls: (workspace) => run(`touch ${inside(workspace)}`),
    mark: inside,
    rules: rule('prompt', ', justification="it makes files"'),
  },
  'a command that a rule forbids': {
    calls: (workspace) => run(`touch ${inside(workspace)}`),
    mark: inside,
    rules: rule('forbidden', ', justification="no files here"'),
  },
  'a patch in the workspace': { calls: () => add('mark'), mark: inside },
  'a patch out of the workspace': { calls: (workspace) => add(outside(workspace)), mark: outside },
} satisfies Readonly<Record<string, Deed>>;

const rejected = (reason: string): string =>
  `exec_command failed: CreateProcess { message: ${JSON.stringify(`Rejected(${JSON.stringify(reason)})`)} }`;
const noEscalation = (name: string): string =>
  `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`;
const unasked = { asks: undefined };
const retry = { asksAfterDenial: 'command failed; retry without sandbox?' };
const ruleAsks = { asks: "`/bin/bash -c 'touch MARK'` requires approval: it makes files" };
const forbidden = { refused: rejected("`/bin/bash -c 'touch MARK'` rejected: no files here") };
const outOfProject = {
  refused: 'patch rejected: writing outside of the project; rejected by user approval settings',
};

const policies: Readonly<Record<string, Policy>> = {
  never: 'never',
  'on-request': 'on-request',
  'on-failure': 'on-failure',
  untrusted: 'untrusted',
  'granular, nothing asked': { granular: {} },
  'granular, all asked': { granular: { sandboxApproval: true, rules: true } },
};

/** In the order of `policies`. */
const fates: Readonly<Record<keyof typeof deeds, readonly Fate[]>> = {
  'a harmless command': ['done', 'done', 'done', 'done', 'done', 'done'],
  'a command in the workspace': ['done', 'done', 'done', unasked, 'done', 'done'],
  'a command out of the workspace': [
    'denied by the sandbox',
    'denied by the sandbox',
    retry,
    unasked,
    'denied by the sandbox',
    'denied by the sandbox',
  ],
  'a command that asks to leave the sandbox': [
    { refused: noEscalation('Never') },
    { asks: 'May I leave?' },
    { refused: noEscalation('OnFailure') },
    { refused: noEscalation('UnlessTrusted') },
    { refused: rejected('approval required by policy, but AskForApproval::Granular.sandbox_approval is false') },
    { asks: 'May I leave?' },
  ],
  'a dangerous command': [
    { refused: rejected("`/bin/bash -c 'touch MARK && rm -f gone'` rejected: blocked by policy") },
    unasked,
    unasked,
    unasked,
    { refused: rejected('approval required by policy, but AskForApproval::Granular.sandbox_approval is false') },
    unasked,
  ],
  'a command that a rule allows': ['done', 'done', 'done', 'done', 'done', 'done'],
  'a command that a rule wants to be asked about': [
    { refused: rejected('approval required by policy, but AskForApproval is set to Never') },
    ruleAsks,
    ruleAsks,
    ruleAsks,
    { refused: rejected('approval required by policy rule, but AskForApproval::Granular.rules is false') },
    ruleAsks,
  ],
  'a command that a rule forbids': [forbidden, forbidden, forbidden, forbidden, forbidden, forbidden],
  'a patch in the workspace': ['done', 'done', 'done', unasked, 'done', 'done'],
  'a patch out of the workspace': [outOfProject, unasked, unasked, unasked, outOfProject, unasked],
};

interface Played {
  readonly asked: readonly (string | undefined)[];
  readonly done: boolean;
  readonly output: string;
  readonly end: ThreadEvent['type'];
}

/** Plays a whole turn in which the model does one thing and then ends. */
async function play(deed: Deed, policy: Policy, decision: ApprovalDecision): Promise<Played> {
  await using workspace = await Workspace.create((request) => {
    const last = request.body.input.at(-1);
    return last?.type === 'message' ? reply(...deed.calls(workspace)) : reply(message('ended'));
  });
  const asked: (string | undefined)[] = [];
  if (deed.rules !== undefined) await writeRules(workspace, deed.rules);
  const codex = workspace.codex({
    userConfig: 'load',
    approvals: (request) => {
      asked.push(request.reason);
      return decision;
    },
  });
  const thread = codex.startThread({
    workingDirectory: workspace.directory,
    sandboxMode: 'workspace-write',
    approvalPolicy: policy,
  });
  let end: ThreadEvent['type'] = 'turn.started';
  for await (const event of (await thread.runStreamed('go')).events) end = event.type;
  const unmarked = (text: string): string => text.replaceAll(deed.mark(workspace), 'MARK');
  return {
    asked: asked.map((reason) => (reason === undefined ? undefined : unmarked(reason))),
    done: existsSync(deed.mark(workspace)),
    output: unmarked(String(workspace.server.requests[1]?.body.input.at(-1)?.output)),
    end,
  };
}

async function writeRules({ codexHome }: Workspace, text: string): Promise<void> {
  await mkdir(join(codexHome, 'rules'), { recursive: true });
  await writeFile(join(codexHome, 'rules', 'mine.rules'), text);
}

/** What is expected of a turn, with the output only where it is known word for word. */
function expected(fate: Fate, decision: ApprovalDecision, isPatch: boolean): Partial<Played> {
  const completed = { end: 'turn.completed' } as const;
  if (fate === 'done') return { asked: [], done: true, ...completed };
  if (fate === 'denied by the sandbox') return { asked: [], done: false, ...completed };
  if ('refused' in fate) return { asked: [], done: false, output: fate.refused, ...completed };
  const asked = ['asks' in fate ? fate.asks : fate.asksAfterDenial];
  if (decision === 'cancel') return { asked, done: false, end: 'turn.failed' };
  if (decision !== 'decline') return { asked, done: true, ...completed };
  const output = isPatch ? 'patch rejected by user' : rejected('rejected by user');
  return { asked, done: false, ...completed, ...('asks' in fate ? { output } : {}) };
}

const rows = Object.entries(fates).flatMap(([name, byPolicy]) =>
  Object.entries(policies).map(([policyName, policy], index) => ({
    name: name as keyof typeof deeds,
    policyName,
    policy,
    fate: byPolicy[index] ?? 'done',
  })),
);

describe.runIf(process.platform === 'linux')('what a person is asked', () => {
  it.concurrent.each(rows)('about $name under $policyName', async ({ name, policy, fate }) => {
    const isAsked = typeof fate === 'object' && !('refused' in fate);
    for (const decision of isAsked ? (['accept', 'decline', 'cancel'] as const) : (['accept'] as const)) {
      const played = await play(deeds[name], policy, decision);
      expect({ decision, ...played }).toMatchObject({ decision, ...expected(fate, decision, name.includes('patch')) });
    }
  });
});
