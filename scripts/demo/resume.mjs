// The command that goes on with the session of the demonstration: shown to people, and tried against the scripted model.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PROMPT = 'Is anything left to do?';

/** What the command line is given. */
function resumeArguments({ repository, threadId }) {
  return ['exec', '-C', repository, 'resume', threadId, PROMPT];
}

/** The command as a person types it. */
export function resumeCommand({ codexHome, ...session }) {
  const words = resumeArguments(session).map((word) => (/^[\w/.:-]+$/.test(word) ? word : JSON.stringify(word)));
  return `CODEX_HOME=${codexHome} npx codex-sdk ${words.join(' ')}`;
}

/** What the command answers when it runs against the server at `url`; the reason when it fails. */
export async function tryToResume({ codexHome, ...session }, url) {
  const env = { ...process.env, CODEX_HOME: codexHome, OPENAI_BASE_URL: url, OPENAI_API_KEY: 'of the demonstration' };
  const running = promisify(execFile)(process.execPath, [PROGRAM, ...resumeArguments(session)], { env });
  running.child.stdin?.end();
  try {
    return (await running).stdout.trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
