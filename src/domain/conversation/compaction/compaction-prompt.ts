/**
 * What the model is asked when the history is to be compacted, after the whole of it. Replaced by the `compact_prompt` setting.
 */
export const compactionPrompt = `Stop working on the task for a moment: this conversation has grown long and is about to be shortened. Everything before this message will be removed, except what the user said. Write the notes from which another model, that sees nothing else, can go on as if it had been there.

Cover, in this order:

- **Aim.** What the user wants in the end, and every wish, limit and preference that they stated.
- **Done.** What was found out, changed and decided, with the reasons for decisions that were not obvious. Name files by their paths, and functions, commands and settings exactly as they are spelled.
- **State.** What holds right now: which changes are complete, which are half done, which tests or commands were run and how they ended, what runs in the background under which session ID.
- **Next.** The steps that are left, the most urgent first, and what to watch out for: approaches that failed and why, open questions, facts that are easily mistaken.

Be exact and complete rather than brief, but leave out what no longer matters. Quote short pieces of code, output or error messages only where they are needed to go on. Do not call tools. Answer with the notes alone.`;

/** Stands before the notes in the shortened history, so that they are not taken for words of the user. */
export const summaryPrefix =
  'The conversation up to here was shortened. The model that worked on the task before left these notes; go on from them, and do not repeat work that they say is done:';
