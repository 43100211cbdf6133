import { type Layer, mountPointOf } from '../../domain/enforcement/collect-layers.js';
import type { BaseAccess } from '../../domain/enforcement/ground.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { type Form, form, rule, text } from './policy-text.js';

const deviceFolder = '/dev' as AbsolutePath;

const folderLayer: Layer = {
  place: {
    logical: deviceFolder,
    real: deviceFolder,
    type: 'directory',
    empty: false,
    links: [],
    firstMissing: deviceFolder,
  },
  access: 'deny',
  rank: 0,
};

/**
 * Closes the devices of the machine where the whole disk would open them: among them are the other terminals of the user, where a command
 * could read what is typed. The harmless ones are open to every command, and rules that let others be written open them.
 */
export function deviceLayers(base: BaseAccess, layers: readonly Layer[]): readonly Layer[] {
  if (base === 'none' || layers.some((layer) => mountPointOf(layer) === deviceFolder)) return [];
  return [folderLayer];
}

/** Whether a layer is the one that closes the devices, and not a rule of somebody's. */
export function closesDevices(layer: Layer): boolean {
  return layer === folderLayer;
}

/** The devices that every command gets, and the terminals that it makes itself. */
export function deviceRules(): readonly Form[] {
  const readable = ['/dev/autofs_nowait', '/dev/random', '/dev/urandom', '/dev/stdin'];
  const writable = ['/dev/null', '/dev/zero', '/dev/stdout', '/dev/stderr', '/dev/tty'];
  const descriptors = form('subpath', text('/dev/fd'));
  return [
    rule('allow', 'file-read*', [...[...writable, ...readable].map(literal), descriptors]),
    rule('allow', 'file-write-data', [...writable.map(literal), descriptors]),
    rule('allow', 'file-ioctl', ['/dev/null', '/dev/dtracehelper', '/dev/tty'].map(literal)),
    ...terminalRules(),
  ];
}

/** What devices there are is no secret where the disk can be read. */
export function deviceListRules(layers: readonly Layer[]): readonly Form[] {
  if (!layers.some(closesDevices)) return [];
  return [
    rule('allow', 'file-read*', [literal(deviceFolder)]),
    rule('allow', 'file-read-metadata', [form('subpath', text(deviceFolder))]),
  ];
}

function terminalRules(): readonly Form[] {
  const own = form('require-all', form('regex', text('^/dev/ttys[0-9]+$')), '(extension "com.apple.sandbox.pty")');
  return [
    '(allow pseudo-tty)',
    rule('allow', 'file-read*', [literal('/dev/ptmx'), own]),
    rule('allow', 'file-write*', [literal('/dev/ptmx'), own]),
    rule('allow', 'file-ioctl', [literal('/dev/ptmx'), form('regex', text('^/dev/ttys[0-9]+$'))]),
  ];
}

function literal(path: string): Form {
  return form('literal', text(path));
}
