/** What remains where a container forbids everything that the sandbox needs. */
export const isolatedAlready =
  'or, if this container isolates commands well enough, choose `danger-full-access` or an external profile';
