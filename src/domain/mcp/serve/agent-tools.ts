import type { JsonObject } from '../../tools/tool-definition.js';

/** A tool that the agent offers to other programs. */
export interface AgentTool {
  readonly name: 'codex' | 'codex-reply';
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject & { readonly type: 'object' };
  readonly outputSchema: JsonObject & { readonly type: 'object' };
}

const text = (description: string): JsonObject => ({ type: 'string', description });
const choice = (description: string, ...words: readonly string[]): JsonObject => ({
  type: 'string',
  description,
  enum: words,
});

const outputSchema = {
  type: 'object',
  properties: { threadId: text('Goes on with the same thread.'), content: text('What the agent said last.') },
  required: ['threadId', 'content'],
} as const;

/** What the agent offers: a thread, and the next turn of one. */
export const agentTools: readonly AgentTool[] = [
  {
    name: 'codex',
    title: 'Codex',
    description:
      'Starts a thread with the Codex coding agent and runs its first turn. Everything but the prompt is optional.',
    inputSchema: {
      type: 'object',
      properties: {
        prompt: text('What the agent is to do.'),
        'approval-policy': choice(
          'When the agent asks before it acts.',
          'untrusted',
          'on-failure',
          'on-request',
          'never',
        ),
        'base-instructions': text("Replaces the agent's own instructions."),
        'compact-prompt': text('How the history is to be summarised when it becomes too long.'),
        config: {
          type: 'object',
          description: 'Settings that override those of config.toml, by their keys.',
          additionalProperties: true,
        },
        cwd: text('The directory to work in. A relative one is relative to that of the server.'),
        'developer-instructions': text('Added to the instructions.'),
        model: text('The model to use.'),
        profile: text('The name of a configuration profile.'),
        sandbox: choice('What commands may do.', 'read-only', 'workspace-write', 'danger-full-access'),
      },
      required: ['prompt'],
    },
    outputSchema,
  },
  {
    name: 'codex-reply',
    title: 'Codex Reply',
    description: 'Runs the next turn of a thread that `codex` started.',
    inputSchema: {
      type: 'object',
      properties: {
        prompt: text('What the agent is to do next.'),
        threadId: text('The thread, as the result of `codex` names it.'),
        conversationId: text('The older name of `threadId`.'),
      },
      required: ['prompt'],
    },
    outputSchema,
  },
];
