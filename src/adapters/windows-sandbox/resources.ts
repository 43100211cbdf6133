/** What a launch has opened so far, to be closed in the opposite order. */
export class Resources {
  readonly #closers: (() => unknown)[] = [];

  /** Remembers how to close something, and passes it on. */
  add<Resource>(resource: Resource, close: (resource: Resource) => unknown): Resource {
    this.#closers.push(() => close(resource));
    return resource;
  }

  /** Keeps bytes alive that Windows reads through their address. */
  keep(bytes: Buffer): Buffer {
    return this.add(bytes, () => undefined);
  }

  /** Closes everything, once. */
  close(): void {
    for (const close of this.#closers.splice(0).reverse()) close();
  }
}
