/** What is under test, and how to take down what was built around it. */
interface Subject {
  readonly cleanUp?: () => Promise<void>;
}

/** Tries one demand of a contract on a subject of its own, and takes down what was built around that, however the attempt ended. */
export async function withSubject<Made extends Subject>(
  create: () => Promise<Made>,
  run: (subject: Made) => Promise<void>,
): Promise<void> {
  const subject = await create();
  try {
    await run(subject);
  } finally {
    await subject.cleanUp?.();
  }
}
