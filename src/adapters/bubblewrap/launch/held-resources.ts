/** What stands ready for one command so far, to be given up in the opposite order. */
export class HeldResources {
  readonly #givingUp: (() => void)[] = [];

  /** Remembers how to give something up, and passes it on; what is absent need not be given up. */
  hold<Resource>(resource: Resource, giveUp: (resource: NonNullable<Resource>) => unknown): Resource {
    if (resource !== undefined && resource !== null) this.#givingUp.push(() => giveUp(resource));
    return resource;
  }

  /** Gives everything up, once, whatever fails on the way; the first failure is thrown at the end. */
  release(): void {
    const failures: unknown[] = [];
    for (const giveUp of this.#givingUp.splice(0).reverse()) {
      try {
        giveUp();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
