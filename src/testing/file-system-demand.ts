import type { FileSystemPlace } from './file-system-place.js';

/** What not every file system has. */
export type FileSystemFeature = 'symlinks' | 'hard-links' | 'special-files';

/** One demand of the contract of `FileSystem`. */
export interface FileSystemDemand {
  readonly sentence: string;
  readonly run: (place: FileSystemPlace) => Promise<void>;
  /** What a file system must have for this to be tried. */
  readonly needs?: FileSystemFeature;
}
