/** Enough to hide the latency of a disk or a network, few enough to keep a patch of many files from opening all of them at once. */
const sliceSize = 8;

/** Maps values asynchronously, a few at a time; the results keep the order of the values. */
export async function mapInSlices<T, R>(values: readonly T[], map: (value: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < values.length; start += sliceSize) {
    results.push(...(await Promise.all(values.slice(start, start + sliceSize).map(map))));
  }
  return results;
}
