import { deviceRules } from './device-rules.js';
import { type Form, form, rule, text } from './policy-text.js';

/** Settings of the kernel that programs read at their start. Others tell about the processes of the user, their arguments included. */
const kernelSettings = [
  ...[
    'argmax',
    'boottime',
    'hostname',
    'iossupportversion',
    'maxfilesperproc',
    'maxproc',
    'ngroups',
    'osproductversion',
  ],
  ...['osrelease', 'ostype', 'osvariant_status', 'osversion', 'secure_kernel', 'tcsm_available', 'tcsm_enable'],
  ...['usrstack64', 'version', 'willshutdown'],
].map((name) => `kern.${name}`);
const otherSettings = ['security.mac.lockdown_mode_state', 'sysctl.proc_cputype', 'vm.loadavg'];
const settingPrefixes = ['hw.', 'kern.proc.pgrp.', 'kern.proc.pid.', 'machdep.cpu.', 'net.routetable.'];

const services = ['com.apple.PowerManagement.control', 'com.apple.system.opendirectoryd.libinfo'];
const preferenceServices = ['com.apple.cfprefsd.agent', 'com.apple.cfprefsd.daemon'];

/**
 * What every command gets, whatever its profile: nothing by default, processes of its own, the harmless devices, its terminals, and what
 * the language runtimes of the platform cannot start without.
 */
export function baseRules(): readonly Form[] {
  return [...processes(), ...deviceRules(), ...kernel(), ...system()];
}

/**
 * The preferences of the user and of the system, which their service reads for whoever asks: rules about files do not hold for what it
 * hands out.
 */
export function preferenceRules(): readonly Form[] {
  const global = preferenceServices.map((name) => form('global-name', text(name)));
  return [
    rule('allow', 'mach-lookup', [...global, form('local-name', text('com.apple.cfprefsd.agent'))]),
    rule('allow', 'ipc-posix-shm-read*', [form('ipc-posix-name-prefix', text('apple.cfprefs.'))]),
    '(allow user-preference-read)',
  ];
}

/** Where a program may be run is decided by the rules about files. A library can be loaded only where it can be read as well. */
function processes(): readonly Form[] {
  return [
    '(allow process-fork)',
    '(allow file-map-executable)',
    rule('allow', 'signal', ['(target same-sandbox)']),
    rule('allow', 'process-info*', ['(target same-sandbox)']),
  ];
}

function kernel(): readonly Form[] {
  const names = [...kernelSettings, ...otherSettings].map((name) => form('sysctl-name', text(name)));
  const prefixes = settingPrefixes.map((prefix) => form('sysctl-name-prefix', text(prefix)));
  return [
    rule('allow', 'sysctl-read', [...names, ...prefixes]),
    rule('allow', 'sysctl-write', [form('sysctl-name', text('kern.grade_cputype'))]),
    rule('allow', 'iokit-open', [form('iokit-registry-entry-class', text('RootDomainUserClient'))]),
  ];
}

function system(): readonly Form[] {
  const threads = form('ipc-posix-name-regex', text('^/__KMP_REGISTERED_LIB_[0-9]+$'));
  const global = services.map((name) => form('global-name', text(name)));
  return [
    rule('allow', 'mach-lookup', global),
    '(allow ipc-posix-sem)',
    rule('allow', 'ipc-posix-shm-read-data', [threads]),
    rule('allow', 'ipc-posix-shm-write-create', [threads]),
    rule('allow', 'ipc-posix-shm-write-unlink', [threads]),
  ];
}
