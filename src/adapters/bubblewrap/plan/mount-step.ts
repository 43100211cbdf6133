import type { PlaceholderType } from '../../../domain/enforcement/collect-layers.js';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';

/** Something that must exist on the host as a mount point while a command runs, because it has no content of its own yet. */
export interface Placeholder {
  readonly path: AbsolutePath;
  readonly type: PlaceholderType;
}

/** Which of the two prepared files covers a path: `empty` can be read, `denied` cannot even be opened. */
export type Cover = 'empty' | 'denied';

/** One change to what the command sees of the file system. Later steps lie on top of earlier ones. */
export type MountStep = MountAction & {
  /** The step is left out when this placeholder cannot be made, because then the command could not make it either. */
  readonly needs?: AbsolutePath;
};

type MountAction =
  | {
      readonly kind: 'bind';
      readonly path: AbsolutePath;
      readonly access: 'read' | 'write';
      /** Left out when the path does not exist. */
      readonly optional?: true;
      /** Device files below stay usable. */
      readonly devices?: true;
    }
  | { readonly kind: 'cover'; readonly path: AbsolutePath; readonly with: Cover }
  | { readonly kind: 'empty-directory'; readonly path: AbsolutePath; readonly mode: '000' | '111' | '555' }
  | { readonly kind: 'directory'; readonly path: AbsolutePath; readonly mode: '111' }
  | { readonly kind: 'remount-read-only'; readonly path: AbsolutePath }
  | { readonly kind: 'link'; readonly path: AbsolutePath; readonly target: AbsolutePath }
  | { readonly kind: 'memory'; readonly path: AbsolutePath }
  | { readonly kind: 'devices'; readonly path: AbsolutePath }
  | { readonly kind: 'processes'; readonly path: AbsolutePath };

/** Where the files lie that cover others. */
export type CoverPaths = Readonly<Record<Cover, AbsolutePath>>;

/** Renders steps as options of bubblewrap, in order. */
export function renderSteps(steps: readonly MountStep[], covers: CoverPaths): readonly string[] {
  return steps.flatMap((step) => renderStep(step, covers));
}

function renderStep(step: MountStep, covers: CoverPaths): readonly string[] {
  switch (step.kind) {
    case 'bind':
      return [bindOption(step), step.path, step.path];
    case 'cover':
      return ['--ro-bind', covers[step.with], step.path];
    case 'empty-directory':
      return ['--perms', step.mode, '--tmpfs', step.path];
    case 'directory':
      return ['--perms', step.mode, '--dir', step.path];
    case 'remount-read-only':
      return ['--remount-ro', step.path];
    case 'link':
      return ['--symlink', step.target, step.path];
    case 'memory':
      return ['--tmpfs', step.path];
    case 'devices':
      return ['--dev', step.path];
    case 'processes':
      return ['--proc', step.path];
  }
}

function bindOption({ access, optional, devices }: Extract<MountStep, { readonly kind: 'bind' }>): string {
  if (devices) return '--dev-bind';
  const option = access === 'read' ? '--ro-bind' : '--bind';
  return optional ? `${option}-try` : option;
}
