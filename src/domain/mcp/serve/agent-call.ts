import { err, ok, type Result } from '../../result.js';
import type { JsonObject } from '../../tools/tool-definition.js';
import { isRecord, objectWithin, own, resultLimits } from '../json-extent.js';

/** How a thread that another program starts is to work; what is absent comes from the configuration. */
export interface AgentThreadOptions {
  readonly model?: string;
  readonly workingDirectory?: string;
  readonly sandboxMode?: 'read-only' | 'workspace-write' | 'danger-full-access';
  readonly approvalPolicy?: 'untrusted' | 'on-failure' | 'on-request' | 'never';
  readonly baseInstructions?: string;
  readonly developerInstructions?: string;
  readonly compactPrompt?: string;
  /** The name of a configuration profile. */
  readonly configProfile?: string;
  /** Settings by their keys, nested or dotted. */
  readonly config?: JsonObject;
}

/** A call of one of the agent's tools. */
export type AgentCall =
  | { readonly kind: 'start'; readonly prompt: string; readonly options: AgentThreadOptions }
  | { readonly kind: 'reply'; readonly prompt: string; readonly threadId: string };

const sandboxModes = ['read-only', 'workspace-write', 'danger-full-access'] as const;
const approvalPolicies = ['untrusted', 'on-failure', 'on-request', 'never'] as const;

/** Decodes a call. The error is what the caller reads. Arguments that nobody knows are ignored. */
export function decodeAgentCall(tool: string, values: unknown): Result<AgentCall, string> {
  const reader = new FieldReader(values);
  if (tool === 'codex') return reader.finish('Codex tool', () => startCall(reader));
  if (tool === 'codex-reply') return reader.finish('Codex reply tool', () => replyCall(reader));
  return err(`Unknown tool '${tool}'`);
}

function startCall(reader: FieldReader): AgentCall {
  return {
    kind: 'start',
    prompt: reader.required('prompt'),
    options: {
      ...optional('model', reader.text('model')),
      ...optional('workingDirectory', reader.text('cwd')),
      ...optional('sandboxMode', reader.oneOf('sandbox', sandboxModes)),
      ...optional('approvalPolicy', reader.oneOf('approval-policy', approvalPolicies)),
      ...optional('baseInstructions', reader.text('base-instructions')),
      ...optional('developerInstructions', reader.text('developer-instructions')),
      ...optional('compactPrompt', reader.text('compact-prompt')),
      ...optional('configProfile', reader.text('profile')),
      ...optional('config', reader.object('config')),
    },
  };
}

function replyCall(reader: FieldReader): AgentCall {
  const prompt = reader.required('prompt');
  return {
    kind: 'reply',
    prompt,
    threadId: reader.text('threadId') ?? reader.text('conversationId') ?? reader.required('threadId'),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

/** Reads typed fields, and remembers the first complaint. */
class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  #complaint: string | undefined;

  constructor(values: unknown) {
    this.#fields = isRecord(values) ? values : {};
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) this.#complaint ??= `missing field \`${name}\``;
    return value ?? '';
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'string') return value;
    this.#complaint ??= `field \`${name}\` must be a string`;
    return undefined;
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    const word = words.find((each) => each === value);
    if (value !== undefined && word === undefined) {
      const expected = words.map((each) => `\`${each}\``).join(', ');
      this.#complaint ??= `unknown variant \`${value}\` of field \`${name}\`, expected one of ${expected}`;
    }
    return word;
  }

  object(name: string): JsonObject | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const object = objectWithin(value, resultLimits);
    if (object === undefined) this.#complaint ??= `field \`${name}\` must be an object`;
    return object;
  }

  finish(what: string, read: () => AgentCall): Result<AgentCall, string> {
    const call = read();
    if (this.#complaint === undefined) return ok(call);
    return err(`Failed to parse configuration for ${what}: ${this.#complaint}`);
  }

  #value(name: string): unknown {
    return own(this.#fields, name) ?? undefined;
  }
}
