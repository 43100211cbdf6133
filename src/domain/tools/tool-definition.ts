/** A JSON value, as it comes out of a parser. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A JSON schema, or any other JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** A tool as it is offered to the model. */
export type ToolDefinition =
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly description: string;
      readonly parameters: JsonObject;
      readonly strict?: boolean;
    }
  /** The model answers with free text that follows `grammar`. */
  | {
      readonly kind: 'custom';
      readonly name: string;
      readonly description: string;
      readonly grammar: { readonly syntax: 'lark'; readonly definition: string };
    }
  /** Functions of one MCP server under a common name. */
  | {
      readonly kind: 'namespace';
      readonly name: string;
      readonly description: string;
      readonly tools: readonly Extract<ToolDefinition, { kind: 'function' }>[];
    }
  /** A search that the provider itself runs. */
  | { readonly kind: 'web-search'; readonly access: 'cached' | 'live' };
