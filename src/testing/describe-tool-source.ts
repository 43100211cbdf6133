import type { ToolInvocation, ToolResult, ToolSource } from '../ports/tool-source.js';
import { assert, assertEqual, assertRejects } from './assert.js';
import type { DefineTest } from './define-test.js';

/**
 * What the source under test has to offer:
 * - `echoes`: a function that answers with the text of its argument `text`;
 * - `fails`: a function that fails;
 * - `waits`: a function that does not answer as long as the test lasts.
 */
export type ToolSourceScenario = 'echoes' | 'fails' | 'waits';

/** The source under test, the one function that it offers, and how to take down what was built around it. */
export interface ToolSourceSubject {
  readonly source: ToolSource;
  readonly name: string;
  /** Absent when the function is in no namespace. */
  readonly namespace?: string;
  readonly cleanUp?: () => Promise<void>;
}

/** The contract of `ToolSource`: what every implementation has to do, wherever its tools come from. */
export function describeToolSource(
  runner: { readonly test: DefineTest },
  name: string,
  create: (scenario: ToolSourceScenario) => Promise<ToolSourceSubject>,
): void {
  const contract = (
    sentence: string,
    scenario: ToolSourceScenario,
    run: (subject: ToolSourceSubject) => Promise<void>,
  ): void =>
    runner.test(`${name} ${sentence}`, async () => {
      const subject = await create(scenario);
      try {
        await run(subject);
      } finally {
        await subject.source.close?.();
        await subject.cleanUp?.();
      }
    });

  contract('offers its function without a problem, every time', 'echoes', offersRepeatedly);
  contract('answers calls, one after the other and several at once', 'echoes', answersRepeatedly);
  contract('answers a call of a function that nobody offers with a failure', 'echoes', refusesUnknown);
  contract('answers a call that fails with a failure', 'fails', failsWithValue);
  contract('stops waiting with an AbortError', 'waits', stopsWaiting);
  contract('begins no call that is not wanted any more', 'echoes', beginsNothing);
}

const never = new AbortController().signal;

async function offersRepeatedly({ source, name, namespace }: ToolSourceSubject): Promise<void> {
  for (const time of ['first', 'second']) {
    const { tools, problems } = await source.offer(never);
    assertEqual(problems, [], `the problems of the ${time} offer`);
    const names = tools.flatMap(({ definition }) => {
      if (definition.kind === 'web-search') return [];
      if (definition.kind !== 'namespace') return [`/${definition.name}`];
      return definition.tools.map((tool) => `${definition.name}/${tool.name}`);
    });
    assert(
      names.includes(`${namespace ?? ''}/${name}`),
      `the ${time} offer lacks \`${name}\`; it has ${names.join(', ')}`,
    );
  }
}

async function answersRepeatedly(subject: ToolSourceSubject): Promise<void> {
  await subject.source.offer(never);
  assert(saysIn(await call(subject, 'one'), 'one'), 'the first call should have echoed `one`');
  const texts = ['two', 'three', 'four'];
  const results = await Promise.all(texts.map((text) => call(subject, text)));
  for (const [index, text] of texts.entries()) {
    const result = results[index];
    assert(result !== undefined && saysIn(result, text), `a call beside others should have echoed \`${text}\``);
  }
}

async function refusesUnknown(subject: ToolSourceSubject): Promise<void> {
  await subject.source.offer(never);
  const result = await call({ ...subject, name: 'no_such_function' }, '');
  assertEqual(result.kind, 'failure', 'the result of a call of an unknown function');
}

async function failsWithValue(subject: ToolSourceSubject): Promise<void> {
  await subject.source.offer(never);
  const result = await call(subject, '');
  assertEqual(result.kind, 'failure', 'the result of a call that fails');
}

async function stopsWaiting(subject: ToolSourceSubject): Promise<void> {
  await subject.source.offer(never);
  const interruption = new AbortController();
  const waiting = call(subject, '', interruption.signal);
  interruption.abort();
  assertAborted(await assertRejects(waiting, 'the interrupted call'));
}

async function beginsNothing(subject: ToolSourceSubject): Promise<void> {
  await subject.source.offer(never);
  assertAborted(await assertRejects(call(subject, '', AbortSignal.abort()), 'a call that was interrupted before'));
}

function assertAborted(error: unknown): void {
  assert(error instanceof Error && error.name === 'AbortError', 'an interrupted call rejects with an AbortError');
}

function call(
  { source, name, namespace }: ToolSourceSubject,
  text: string,
  signal: AbortSignal = never,
): Promise<ToolResult> {
  const invocation: ToolInvocation = {
    threadId: '019f0000-0000-7000-8000-000000000001',
    turnId: '019f0000-0000-7000-8000-000000000002',
    callId: 'call',
    name,
    arguments: { text },
    ...(namespace === undefined ? {} : { namespace }),
  };
  return source.call(invocation, signal);
}

function saysIn({ kind, output }: ToolResult, text: string): boolean {
  const said = typeof output === 'string' ? output : JSON.stringify(output);
  return kind === 'success' && said.includes(text);
}
