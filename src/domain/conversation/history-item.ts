/** One piece of a message or of a tool's output. */
export type ContentPart =
  | { readonly kind: 'input-text'; readonly text: string }
  | { readonly kind: 'output-text'; readonly text: string }
  /** `url` may be a `data:` URL; `detail` is the provider's hint about resolution. */
  | { readonly kind: 'image'; readonly url: string; readonly detail?: string };

/** What a tool answers the model: plain text, or parts when there is more than text. */
export type ToolOutput = string | readonly ContentPart[];

/**
 * One entry of the history that the model reads. Items of the model are kept as they came, so that they are sent back unchanged;
 * `opaque` holds an item of a kind that this release does not interpret, as the JSON text it arrived in.
 */
export type HistoryItem =
  | {
      readonly kind: 'message';
      readonly role: 'developer' | 'user' | 'assistant' | 'system';
      readonly content: readonly ContentPart[];
      /** The provider's label of an assistant message, such as `final_answer`. */
      readonly phase?: string;
    }
  | {
      readonly kind: 'reasoning';
      readonly summary: readonly string[];
      /** Raw reasoning text, where a provider sends it. */
      readonly content?: readonly string[];
      readonly encryptedContent?: string;
    }
  | ToolCallItem
  | { readonly kind: 'function-call-output'; readonly callId: string; readonly output: ToolOutput }
  | { readonly kind: 'custom-tool-call-output'; readonly callId: string; readonly output: ToolOutput }
  | { readonly kind: 'opaque'; readonly json: string };

/** A request of the model to run a tool: `function-call` carries JSON arguments, `custom-tool-call` free text. */
export type ToolCallItem =
  | {
      readonly kind: 'function-call';
      readonly callId: string;
      readonly name: string;
      readonly namespace?: string;
      /** JSON text, exactly as the model wrote it; it may be malformed. */
      readonly arguments: string;
    }
  | { readonly kind: 'custom-tool-call'; readonly callId: string; readonly name: string; readonly input: string };

/** A history item together with its one and only serialised form: what is stored and what is sent are the same bytes. */
export interface HistoryEntry {
  readonly item: HistoryItem;
  /** The item as a Responses API input item: one line of JSON, no trailing newline. */
  readonly json: string;
}
