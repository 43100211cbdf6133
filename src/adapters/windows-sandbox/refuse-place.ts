import { type AbsolutePath, isWithin, pathStyleOf, rootOf } from '../../domain/paths/absolute-path.js';
import type { SandboxRefusal } from '../../ports/process-sandbox.js';

/** Finds a writable root that entries cannot open: a whole drive, or a place on another machine. */
export function refuseRoot(root: AbsolutePath): SandboxRefusal | undefined {
  const drive = rootOf(root);
  if (pathStyleOf(root) === 'windows' && drive.startsWith('\\\\')) {
    return unsupported(
      `the writable root \`${root}\` lies on another machine, which decides by itself who may write there`,
      'work in a directory on a local disk',
    );
  }
  if (root !== drive) return undefined;
  return unsupported(
    `the writable root \`${root}\` is a whole drive, whose access list must not be changed`,
    'name a directory on the drive',
  );
}

/** Finds something writable inside a read-only place: a denial for a directory holds for all of it. */
export function refuseReopening(carveOut: AbsolutePath, roots: readonly AbsolutePath[]): SandboxRefusal | undefined {
  const reopened = roots.find((root) => isWithin(root, carveOut));
  if (reopened === undefined) return undefined;
  return unsupported(
    `\`${reopened}\` is writable inside the read-only \`${carveOut}\`, and a denial for a directory holds for all of it`,
    'make the places beside it read-only instead',
  );
}

function unsupported(message: string, remedy: string): SandboxRefusal {
  return { code: 'unsupported-policy', message, remedy };
}
