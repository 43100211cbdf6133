/** What an entry grants on its path. `deny` wins over `write`, which wins over `read`, but only between entries of equal specificity. */
export type AccessMode = 'read' | 'write' | 'deny';
