import { base64 } from '../../domain/conversation/base64.js';
import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { imageDimensions } from '../../domain/conversation/image-dimensions.js';
import { imageTypeOf } from '../../domain/conversation/user-message.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { decodeViewImage, notAnImage } from '../../domain/tools/view-image.js';
import type { FileSystemError } from '../../ports/file-system.js';
import { authorizeReads } from '../permissions/authorize-reads.js';
import { gatherPathFacts } from '../permissions/gather-path-facts.js';
import type { TurnScope } from '../turn/turn-scope.js';
import type { Tool } from './tool.js';

const maxImageBytes = 20 * 1024 * 1024;
/** Providers refuse larger pictures, and one refused request would be repeated with every later one of the thread. */
const maxPixelsPerSide = 16_384;

/** Shows an image file to the model, as far as the thread's permissions let it be read. */
export const viewImage: Tool = {
  prepare(call, scope) {
    if (call.kind !== 'function-call') return { kind: 'answer', output: 'aborted' };
    const decoded = decodeViewImage(call.arguments);
    if (!decoded.ok) return { kind: 'answer', output: decoded.error };
    const path = resolvePath(scope.cwd, decoded.value.path);
    return { kind: 'run', mode: 'parallel', permissions: 'sandboxed', run: () => show(path, scope) };
  },
};

async function show(path: AbsolutePath, scope: TurnScope): Promise<ToolOutput> {
  const { fileSystem } = scope.ports;
  const fact = await fileSystem.inspect(path);
  // Whether something exists where nothing may be read is nobody's business either.
  if (!(await mayRead(path, fact, scope))) return `unable to read image at \`${path}\`: the permissions forbid it`;
  if (fact.type === 'missing') return `unable to locate image at \`${path}\`: No such file or directory (os error 2)`;
  if (fact.type !== 'file') return `unable to read image at \`${path}\`: it is not a regular file`;
  // The real place was allowed; a link that was put in its way since then leads to another one.
  const read = await fileSystem.read(fact.realPath, { maxBytes: maxImageBytes, links: 'refuse' });
  return read.ok ? encode(read.value) : describe(path, read.error);
}

async function mayRead(
  path: AbsolutePath,
  { realPath }: PathFact,
  { ports, permissions }: TurnScope,
): Promise<boolean> {
  const { profile, context } = permissions;
  const facts = await gatherPathFacts(ports.fileSystem, profile, context);
  const canRead = authorizeReads(profile, context, facts);
  return canRead(path) && canRead(realPath);
}

function encode(bytes: Uint8Array): ToolOutput {
  const type = imageTypeOf(bytes);
  const size = imageDimensions(bytes);
  if (type === undefined || size === undefined) return notAnImage;
  if (Math.max(size.width, size.height) > maxPixelsPerSide) {
    return `unable to process image: ${size.width} × ${size.height} pixels are too many; the limit is ${maxPixelsPerSide} per side`;
  }
  return [{ kind: 'image', url: `data:${type};base64,${base64(bytes)}`, detail: 'original' }];
}

function describe(path: AbsolutePath, { code, message }: FileSystemError): string {
  if (code === 'too-large') return `unable to read image at \`${path}\`: it is larger than ${maxImageBytes} bytes`;
  return `unable to read image at \`${path}\`: ${message}`;
}
