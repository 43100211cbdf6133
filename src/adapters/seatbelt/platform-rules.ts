import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { type Form, form, rule, text } from './policy-text.js';

/**
 * What most programs need before they can run at all: `:minimal`. The system's compilers and git lie in Xcode, where there is one. Below
 * `/System/Volumes` the whole disk shows under another name.
 */
export const platformFolders = [
  '/Applications/Xcode.app',
  '/bin',
  '/sbin',
  '/usr',
  '/System/Applications',
  '/System/Cryptexes',
  '/System/DriverKit',
  '/System/Library',
  '/System/Volumes/Preboot/Cryptexes',
  '/System/iOSSupport',
  '/Library/Apple',
  '/Library/Developer/CommandLineTools',
  '/Library/Frameworks',
  '/Library/Preferences/Logging',
  '/private/etc',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/var/db/xcode_select_link',
  '/private/var/select',
  '/nix/store',
  '/opt/homebrew',
] as readonly string[] as readonly AbsolutePath[];

/** The links of the system that lead to its folders, and the root, which the loader of programs looks at. */
const landmarks = ['/', '/etc', '/tmp', '/var', '/private', '/System', '/System/Volumes', '/System/Volumes/Preboot'];

const services = [
  'com.apple.analyticsd',
  'com.apple.bsd.dirhelper',
  'com.apple.diagnosticd',
  'com.apple.logd',
  'com.apple.system.DirectoryService.libinfo_v1',
  'com.apple.system.logger',
  'com.apple.system.notification_center',
  'com.apple.system.opendirectoryd.membership',
];

/** What programs need from the system where not everything can be read. The folders themselves are among the readable regions. */
export function platformRules(): readonly Form[] {
  return [
    rule('allow', 'file-read*', [form('literal', text('/'))]),
    rule(
      'allow',
      'file-read-metadata',
      landmarks.map((path) => form('literal', text(path))),
    ),
    rule(
      'allow',
      'mach-lookup',
      services.map((name) => form('global-name', text(name))),
    ),
  ];
}
