/** A function such as `test` of the test framework in use. */
export type DefineTest = (name: string, run: () => Promise<void>) => void;
