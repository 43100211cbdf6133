import { err, ok, type Result } from '../../domain.js';
import type { McpCall } from './mcp-command.js';

/** A server as `config.toml` spells it. */
export interface NewServer {
  readonly name: string;
  readonly table: { readonly [key: string]: string | readonly string[] | { readonly [name: string]: string } };
}

/** The server that `mcp add` describes; the error is a sentence about the usage. */
export function serverOfFlags({
  operands,
  command,
  flags,
}: Extract<McpCall, { kind: 'add' }>): Result<NewServer, string> {
  const [name = '', ...words] = operands;
  if (!/^[A-Za-z0-9_:@/.-]+$/.test(name)) {
    return err(`invalid server name '${name}' (use letters, numbers, '-', '_', ':', '@', '/', '.')`);
  }
  const [program, ...args] = [...words, ...command];
  const { url, bearerTokenEnvVar } = flags;
  if (program !== undefined && url !== undefined)
    return err('a server is reached by `--url` or started by a command; give one of them');
  if (url !== undefined) {
    if (flags.env !== undefined) return err('`--env` belongs to a command; a server at `--url` has no environment');
    return ok({
      name,
      table: { url, ...(bearerTokenEnvVar === undefined ? {} : { bearer_token_env_var: bearerTokenEnvVar }) },
    });
  }
  if (bearerTokenEnvVar !== undefined) return err('`--bearer-token-env-var` needs `--url`');
  if (program === undefined) return err('the server is missing; give `--url`, or a command behind `--`');
  const env = variablesOf(flags.env ?? []);
  if (!env.ok) return env;
  const parts = {
    ...(args.length === 0 ? {} : { args }),
    ...(Object.keys(env.value).length === 0 ? {} : { env: env.value }),
  };
  return ok({ name, table: { command: program, ...parts } });
}

function variablesOf(texts: readonly string[]): Result<Readonly<Record<string, string>>, string> {
  const entries: (readonly [string, string])[] = [];
  for (const text of texts) {
    const cut = text.indexOf('=');
    // The text itself may be a secret that was typed in the wrong place.
    if (cut < 1) return err('`--env` expects `NAME=value`');
    entries.push([text.slice(0, cut), text.slice(cut + 1)]);
  }
  return ok(Object.fromEntries(entries));
}
