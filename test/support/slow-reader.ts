import type { OutputChunk, ProcessSandbox, SandboxPlan } from '../../src/ports/process-sandbox.js';

/** What came of a command whose output nobody takes for a while. */
export interface SlowlyRead {
  /** How much was handed over while the first piece was being taken. */
  readonly meanwhile: number;
  readonly total: number;
}

/** Runs a command and takes the first piece of what it prints only after the host has been idle for a while. */
export async function readSlowly(sandbox: ProcessSandbox, plan: SandboxPlan): Promise<SlowlyRead> {
  let [total, meanwhile] = [0, 0];
  const onOutput = ({ bytes }: OutputChunk): Promise<void> | undefined => {
    const isFirst = total === 0;
    total += bytes.length;
    if (!isFirst) return undefined;
    return new Promise((resolve) => {
      let rounds = 0;
      const look = (): void => {
        rounds += 1;
        if (rounds < 2_000) return void setImmediate(look);
        meanwhile = total - bytes.length;
        resolve();
      };
      look();
    });
  };
  await sandbox.spawn(plan, { stdin: 'closed', onOutput }).outcome;
  return { meanwhile, total };
}
