/** Commands of the public Codex that are spelled differently here, or that need something that is not here. */
const remedies: ReadonlyMap<string, string> = new Map([
  ['resume', 'Sessions are resumed without interaction: codex-sdk exec resume --last "<prompt>"'],
  ['fork', 'Sessions are forked without interaction: codex-sdk exec fork <id> "<prompt>"'],
  ['login', 'There is no login: set CODEX_API_KEY or OPENAI_API_KEY.'],
  ['logout', 'There is no login: unset CODEX_API_KEY and OPENAI_API_KEY.'],
  ['review', 'There is no command for reviews; ask for one: git diff | codex-sdk exec "review this change"'],
]);

/** What somebody probably wanted who named no command, or one that does not exist. */
export function hintFor(code: string, operands: readonly string[]): string | undefined {
  const [word] = operands;
  if (word === undefined) {
    return code === 'commander.help'
      ? 'There is no interactive front end. Run one turn: codex-sdk exec "<prompt>"'
      : undefined;
  }
  if (code !== 'commander.unknownCommand') return undefined;
  return /\s/.test(word) ? 'Run a prompt with: codex-sdk exec "<prompt>"' : remedies.get(word);
}
