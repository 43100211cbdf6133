/** What bubblewrap has told about a command so far, one JSON object per line on its status descriptor. */
export class LauncherStatus {
  #text = '';
  #initPid: number | undefined;
  #exitCode: number | undefined;

  /** The number, on the host, of the first process in the sandbox; with it everything else in there ends. */
  get initPid(): number | undefined {
    return this.#initPid;
  }

  /** Present only if the command itself ran and ended. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Takes the next piece of the stream. */
  push(text: string): void {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  #read(line: string): void {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return;
    if ('child-pid' in value && typeof value['child-pid'] === 'number') this.#initPid = value['child-pid'];
    if ('exit-code' in value && typeof value['exit-code'] === 'number') this.#exitCode = value['exit-code'];
  }
}
