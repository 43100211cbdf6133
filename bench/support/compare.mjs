// @ts-check

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Runs the subjects in turns, so that whatever else the machine does hits all of them alike, and gives the median of each.
 * The first round warms up and does not count.
 * @template {string} Name
 * @param {Record<Name, () => Promise<number>>} subjects each run answers with its measure
 * @param {number} rounds
 * @returns {Promise<Record<Name, number>>}
 */
export async function alternate(subjects, rounds) {
  const names = /** @type {Name[]} */ (Object.keys(subjects));
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await subjects[name]();
      if (round > 0) measured[name]?.push(value);
    }
  }
  return /** @type {Record<Name, number>} */ (
    Object.fromEntries(names.map((name) => [name, median(measured[name] ?? [])]))
  );
}

/** @param {() => Promise<unknown>} run @returns {Promise<{ wallMs: number, cpuMs: number }>} */
export async function time(run) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}
