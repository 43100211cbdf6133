import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { err, ok, type Result } from '../../domain.js';
import type { Codex, Input, Thread, ThreadDescription, ThreadEvent } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf } from '../open-codex.js';
import { type Paint, paintFor } from '../style.js';
import { assemblePrompt } from './assemble-prompt.js';
import type { ExecArguments, SessionChoice } from './exec-arguments.js';
import { ExecTranscript } from './exec-transcript.js';
import { type HeaderFacts, renderHeader, renderPrompt } from './render-header.js';

/** How a command ended: 0 it did what was asked, 1 it failed. */
export type ExitCode = 0 | 1;

/** What `exec` stands on. */
export interface ExecContext {
  readonly host: Host;
  readonly version: string;
  /** Makes the agent; the package's own when absent. */
  readonly createCodex?: AgentFactory;
}

/** Runs one turn and reports it: as a transcript for people, or as one JSON event per line. */
export async function runExec(args: ExecArguments, context: ExecContext): Promise<ExitCode> {
  const { host } = context;
  try {
    const originator = host.environment.CODEX_INTERNAL_ORIGINATOR_OVERRIDE || 'codex_exec';
    const codex = await openCodex(host, { ...args.codex, originator }, context.createCodex);
    try {
      return await execute(args, context, codex);
    } finally {
      await codex.close();
    }
  } catch (error) {
    return host.stop.aborted ? 1 : complain(host, reasonOf(error));
  }
}

async function execute(args: ExecArguments, context: ExecContext, codex: Codex): Promise<ExitCode> {
  const { host } = context;
  const request = await gatherRequest(args, host);
  if (!request.ok) return complain(host, request.error);
  if (args.trust !== undefined) await trustProject(codex, args);
  const thread = await chooseThread(codex, args, host);
  const outcome = await runTurn(thread, request.value, { args, context, codex });
  if (args.lastMessageFile !== undefined) {
    await writeFile(resolve(host.workingDirectory, args.lastMessageFile), outcome.lastMessage);
  }
  return outcome.exitCode;
}

async function trustProject(codex: Codex, { thread }: ExecArguments): Promise<void> {
  await codex.trustProject(thread.workingDirectory === undefined ? {} : { workingDirectory: thread.workingDirectory });
}

interface ExecRequest {
  readonly prompt: string;
  readonly input: Input;
  readonly outputSchema?: unknown;
}

async function gatherRequest(args: ExecArguments, host: Host): Promise<Result<ExecRequest, string>> {
  const schema = args.schemaFile === undefined ? ok(undefined) : await readSchema(args.schemaFile, host);
  if (!schema.ok) return schema;
  const note = (text: string): void => host.stderr.write(`${text}\n`);
  const prompt = await assemblePrompt({ argument: args.prompt, stdin: host.stdin, note });
  if (!prompt.ok) return prompt;
  const images = args.images.map((path) => ({ type: 'local_image', path }) as const);
  const input = images.length === 0 ? prompt.value : [...images, { type: 'text', text: prompt.value } as const];
  return ok({ prompt: prompt.value, input, ...(schema.value === undefined ? {} : { outputSchema: schema.value }) });
}

async function readSchema(file: string, { workingDirectory }: Host): Promise<Result<unknown, string>> {
  let text: string;
  try {
    text = await readFile(resolve(workingDirectory, file), 'utf8');
  } catch (error) {
    return err(`cannot read the output schema file \`${file}\`: ${reasonOf(error)}`);
  }
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(`the output schema file \`${file}\` is not valid JSON: ${reasonOf(error)}`);
  }
}

async function chooseThread(codex: Codex, args: ExecArguments, host: Host): Promise<Thread> {
  const { session, thread } = args;
  switch (session.kind) {
    case 'new':
      return codex.startThread(thread);
    case 'resume':
      return codex.resumeThread(session.id, thread);
    case 'fork':
      return codex.forkThread(session.id, thread);
    case 'resume-last': {
      const newest = await newestThread(codex, session, resolve(host.workingDirectory, thread.workingDirectory ?? '.'));
      if (newest !== undefined) return codex.resumeThread(newest, thread);
      host.stderr.write('There is no saved session to resume; starting a new one.\n');
      return codex.startThread(thread);
    }
  }
}

async function newestThread(
  codex: Codex,
  { scope }: Extract<SessionChoice, { kind: 'resume-last' }>,
  directory: string,
): Promise<string | undefined> {
  const [newest] = await codex.listThreads({ ...(scope === 'directory' ? { cwd: directory } : {}), limit: 1 });
  return newest?.threadId;
}

interface ReportParts {
  readonly args: ExecArguments;
  readonly context: ExecContext;
  readonly codex: Codex;
}

interface TurnOutcome {
  readonly exitCode: ExitCode;
  /** Empty when the turn failed or the agent said nothing. */
  readonly lastMessage: string;
}

async function runTurn(thread: Thread, request: ExecRequest, parts: ReportParts): Promise<TurnOutcome> {
  const { args, context } = parts;
  const { host } = context;
  const report = args.output === 'json' ? jsonReport(host) : await humanReport(thread, request, parts);
  const { outputSchema } = request;
  // Programs get the events of the public Codex; a person wants to see what was changed.
  const wanted = { signal: host.stop, diffs: args.output === 'human' };
  const options = outputSchema === undefined ? wanted : { ...wanted, outputSchema };
  const { events } = await thread.runStreamed(request.input, options);
  let message = '';
  let completed = false;
  for await (const event of events) {
    report(event);
    if (event.type === 'item.completed' && event.item.type === 'agent_message') message = event.item.text;
    if (event.type === 'turn.completed') completed = true;
  }
  if (!completed) return { exitCode: 1, lastMessage: '' };
  if (args.output === 'human') printFinalMessage(message, host);
  return { exitCode: 0, lastMessage: message };
}

type Report = (event: ThreadEvent) => void;

function jsonReport({ stdout }: Host): Report {
  return (event) => stdout.write(`${JSON.stringify(event)}\n`);
}

async function humanReport(
  thread: Thread,
  { prompt }: ExecRequest,
  { args, context, codex }: ReportParts,
): Promise<Report> {
  const { stderr, environment, now } = context.host;
  const paint: Paint = paintFor({ wanted: args.color, isTerminal: stderr.isTerminal, environment });
  const description = await thread.describe();
  stderr.write(renderHeader(`codex-sdk v${context.version}`, headerFacts(description), paint));
  stderr.write(renderPrompt(prompt, paint));
  const { workingDirectory } = description;
  const reasoning = await reasoningChoice(codex, args);
  const transcript = new ExecTranscript({ paint, now, workingDirectory });
  return (event) => {
    if (reasoning === 'hidden' && event.type === 'item.completed' && event.item.type === 'reasoning') return;
    const text = transcript.render(event);
    if (text !== '') stderr.write(text);
  };
}

async function reasoningChoice(codex: Codex, { thread }: ExecArguments): Promise<'shown' | 'hidden'> {
  const place = thread.workingDirectory === undefined ? {} : { workingDirectory: thread.workingDirectory };
  const { entries } = await codex.configuration(place);
  return entries.some(({ key, value }) => key === 'hide_agent_reasoning' && value === true) ? 'hidden' : 'shown';
}

function headerFacts(thread: ThreadDescription): HeaderFacts {
  return [
    ['workdir', thread.workingDirectory],
    ['model', thread.model],
    ['provider', thread.modelProvider],
    ['approval', thread.approvalPolicy],
    ['sandbox', thread.permissions],
    ['reasoning effort', thread.reasoningEffort ?? 'none'],
    ['reasoning summaries', thread.reasoningSummary ?? 'none'],
    ['session id', thread.id],
  ];
}

// On a terminal the transcript has just shown the message; programs and files get it alone.
function printFinalMessage(message: string, { stdout, stderr }: Host): void {
  if (message !== '' && !(stdout.isTerminal && stderr.isTerminal)) stdout.write(`${message}\n`);
}
