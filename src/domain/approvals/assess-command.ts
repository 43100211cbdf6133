import { assertNever } from '../result.js';
import { type AnyApprovalPolicy, basicPolicyOf, policyDisplayName } from './approval-policy.js';
import type { Confinement } from './confinement.js';
import { explainPrompt, explainRefusal } from './explain-judgement.js';
import {
  decisionOfRules,
  isAllowedByRules,
  type JudgedCommand,
  type Judgement,
  judgeCommand,
  matchesOf,
} from './judge-command.js';
import { type ProposedPrefix, proposePrefix } from './propose-prefix.js';
import { renderRejection } from './render-rejection.js';
import { type ExecRules, type RuleDecision, strictestDecision } from './rules/exec-rules.js';

/** A command that the model wants to run. */
export interface CommandRequest {
  readonly policy: AnyApprovalPolicy;
  readonly rules: ExecRules;
  readonly confinement: Confinement;
  /** What would be executed, such as `['/bin/bash', '-lc', 'ls']`. */
  readonly argv: readonly string[];
  readonly requested: 'use_default' | 'require_escalated';
  /** The model's words to the person who is asked. */
  readonly justification?: string;
  /** What the model suggests to allow from now on. */
  readonly prefixRule?: readonly string[];
}

/** A question for a person. When the answer is yes, the command runs without a sandbox. */
export interface CommandQuestion {
  readonly kind: 'ask';
  /** Why it is asked; absent when nobody gave a reason. */
  readonly reason?: string;
  /** A rule that the person may be offered, which would answer this question and the like from now on. */
  readonly proposedPrefix?: ProposedPrefix;
}

/** What may happen to a command before a person was asked. */
export type CommandAssessment =
  | {
      readonly kind: 'run';
      readonly permissions: 'sandboxed' | 'escalated';
      /** What is asked when the sandbox seems to have denied the command something; then it runs again, without a sandbox. */
      readonly afterDenial?: CommandQuestion;
    }
  | CommandQuestion
  /** `message` is what the model reads. */
  | { readonly kind: 'refuse'; readonly message: string };

/**
 * Decides what an approval policy, the rules of the user and the nature of a command say about running it. A script is as strict as its
 * strictest command; rules go before everything else, and `forbidden` before `prompt` before `allow`.
 */
export function assessCommand(request: CommandRequest): CommandAssessment {
  const escalationRefusal = refuseEscalation(request);
  if (escalationRefusal !== undefined) return escalationRefusal;
  const judgement = judgeCommand(request.argv, request.rules);
  switch (decide(judgement, request)) {
    case 'forbidden':
      return refuse(explainRefusal(request.argv, matchesOf(judgement)));
    case 'prompt':
      return prompt(judgement, request);
    case 'allow':
      return run(judgement, request);
  }
}

/** Only under `on-request` may the model ask to leave the sandbox. */
function refuseEscalation({ policy, requested }: CommandRequest): CommandAssessment | undefined {
  const basic = basicPolicyOf(policy);
  if (requested !== 'require_escalated' || basic === 'on-request') return undefined;
  const name = policyDisplayName(basic);
  return {
    kind: 'refuse',
    message: `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`,
  };
}

function decide(judgement: Judgement, request: CommandRequest): RuleDecision {
  const decisions = judgement.commands.map(
    (command) => decisionOfRules(command.matches) ?? decideWithoutRules(command, request),
  );
  return strictestDecision([...decisions, ...judgement.innerMatches.map(({ decision }) => decision)]) ?? 'allow';
}

function decideWithoutRules({ safe, dangerous }: JudgedCommand, request: CommandRequest): RuleDecision {
  const { confinement, requested } = request;
  const policy = basicPolicyOf(request.policy);
  if (policy === 'untrusted' && safe) return 'allow';
  if (dangerous && policy !== 'never') return 'prompt';
  switch (policy) {
    case 'never':
      return dangerous && confinement === 'confined' ? 'forbidden' : 'allow';
    case 'on-failure':
      return 'allow';
    case 'untrusted':
      return 'prompt';
    case 'on-request':
      return requested === 'require_escalated' && confinement === 'confined' ? 'prompt' : 'allow';
    default:
      return assertNever(policy);
  }
}

function prompt(judgement: Judgement, request: CommandRequest): CommandAssessment {
  const matches = matchesOf(judgement);
  const isRule = matches.some(({ decision }) => decision === 'prompt');
  const refusal = refusePrompt(request.policy, isRule ? 'rules' : 'sandboxApproval');
  if (refusal !== undefined) return refuse(refusal);
  const reason = explainPrompt(request.argv, matches) ?? request.justification;
  return question(reason, propose(judgement, request, 'prompt'));
}

/** Why a question may not be asked; `undefined` when it may. */
function refusePrompt(policy: AnyApprovalPolicy, kind: 'rules' | 'sandboxApproval'): string | undefined {
  if (policy === 'never') return 'approval required by policy, but AskForApproval is set to Never';
  if (typeof policy === 'string' || policy.granular[kind] === true) return undefined;
  return kind === 'rules'
    ? 'approval required by policy rule, but AskForApproval::Granular.rules is false'
    : 'approval required by policy, but AskForApproval::Granular.sandbox_approval is false';
}

function run(judgement: Judgement, request: CommandRequest): CommandAssessment {
  if (isAllowedByRules(judgement) || request.requested === 'require_escalated') {
    return { kind: 'run', permissions: 'escalated' };
  }
  if (request.policy !== 'on-failure' || request.confinement === 'unconfined') {
    return { kind: 'run', permissions: 'sandboxed' };
  }
  const afterDenial = question('command failed; retry without sandbox?', propose(judgement, request, 'allow'));
  return { kind: 'run', permissions: 'sandboxed', afterDenial };
}

function propose(judgement: Judgement, request: CommandRequest, decision: RuleDecision): ProposedPrefix | undefined {
  return proposePrefix({
    judgement,
    decision,
    decide: (command) => decideWithoutRules(command, request),
    ...(request.prefixRule === undefined ? {} : { suggested: request.prefixRule }),
  });
}

function question(reason: string | undefined, proposedPrefix: ProposedPrefix | undefined): CommandQuestion {
  return {
    kind: 'ask',
    ...(reason === undefined ? {} : { reason }),
    ...(proposedPrefix === undefined ? {} : { proposedPrefix }),
  };
}

function refuse(reason: string): CommandAssessment {
  return { kind: 'refuse', message: renderRejection(reason) };
}
