import type { ContentPart } from '../../domain/conversation/history-item.js';
import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';

/** What a function of the host is told about its call. */
export interface HostToolContext {
  readonly threadId: string;
  readonly turnId: string;
  readonly callId: string;
  /** Aborts when the turn is interrupted. */
  readonly signal: AbortSignal;
}

/** What a function of the host may answer: text, parts with images, or anything that can be written as JSON. */
export type HostToolAnswer = string | readonly ContentPart[] | JsonValue | undefined;

/** A function of the host that the model may call, as `defineTool` makes it. */
export interface HostTool {
  readonly name: string;
  readonly description: string;
  /** `true` asks the host's approval handler before every call; by default the function decides for itself. */
  readonly needsApproval: boolean;
  /** The JSON schema of the arguments. */
  readonly schema: JsonObject;
  /** Checks the arguments and calls the function. Rejects with the complaint when they do not fit. */
  readonly invoke: (values: JsonValue, context: HostToolContext) => Promise<HostToolAnswer>;
}
