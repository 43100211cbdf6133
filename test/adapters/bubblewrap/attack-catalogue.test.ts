import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = {
  disk: 'attacks/file-system.test.ts',
  search: 'attacks/searches.test.ts',
  denied: 'attacks/denied-places.test.ts',
  repositories: 'attacks/repositories.test.ts',
  finding: 'search/find-repositories.test.ts',
  network: 'attacks/network.test.ts',
  hosts: 'attacks/filtered-network.test.ts',
  processes: 'attacks/processes.test.ts',
  profiles: 'attacks/mixed-profiles.test.ts',
  proxy: '../network-proxy/policy-proxy.test.ts',
  hello: '../network-proxy/client-hello.test.ts',
  names: '../../domain/permissions/network/host.test.ts',
  tools: 'real-tools.test.ts',
  placeholders: 'placeholders/placeholder-registry.test.ts',
  contract: '../../../src/testing/sandbox-killing-contract.ts',
  settings: '../../application/settings/gather-temporary-directories.test.ts',
} as const;

/**
 * What a hostile command can try on Linux, and the test that shows it fail. Those in `attacks` run as root and, through
 * `as-ordinary-user`, as somebody without any privilege. Rows about patches, sessions, configuration and servers are tested where those are.
 */
const catalogue: readonly (readonly [number, string, keyof typeof files, string])[] = [
  [1, 'write outside by a relative or an absolute path', 'disk', "it.each(['../file', '/etc/codex-sdk-test'"],
  [1, 'write in the home directory', 'disk', 'cannot write in the home directory or the temporary directories'],
  [2, 'write through a link', 'disk', 'cannot write through links that lead outside, dangling ones included'],
  [
    3,
    'make a link first and use it later',
    'disk',
    'cannot make a link in one command and write through it in the next',
  ],
  [4, 'write through a hard link that exists', 'disk', 'writes through a hard link that was there before'],
  [5, 'make a hard link to the outside', 'disk', 'cannot make a hard link to a file outside'],
  [6, 'change metadata', 'disk', 'cannot write, move or remove metadata that exists'],
  [7, 'make metadata that is missing', 'disk', 'can make no metadata at all where missing metadata is masked'],
  [
    7,
    'leave placeholders behind',
    'processes',
    'takes its commands along, and the next one removes what it left on the disk',
  ],
  [8, 'change what a `.git` file points at', 'disk', 'cannot change the repository that a `.git` file points at'],
  [9, 'commit metadata that is a link', 'disk', 'is not run when `%s` is a link that it could replace'],
  [
    10,
    'plant hooks in the repository around the workspace',
    'repositories',
    'is protected where the workspace is a part of it',
  ],
  [10, 'replace hooks that are a link', 'repositories', 'keeps hooks that are a link, by being kept as a whole'],
  [10, 'hide a nested repository from the next session', 'repositories', 'is not lost sight of in a directory that %s'],
  [10, 'hide it among thousands of directories', 'finding', 'is not led astray by directories that were made later'],
  [10, 'plant hooks in a nested repository', 'repositories', 'keeps its hooks and its configuration'],
  [
    10,
    'plant hooks where a repository has none',
    'repositories',
    'gets no hooks, and no other place for them, where it has none',
  ],
  [
    10,
    'plant hooks where a `.git` file leads',
    'repositories',
    'is protected wherever a `.git` file or link says that it is',
  ],
  [
    15,
    'rename the parent of a protected place',
    'disk',
    'cannot rename the folder around a protected place and reach it in the next command',
  ],
  [16, 'read what is denied', 'disk', 'cannot read what is denied, by any way'],
  [16, 'have a denied place opened by a `.git` file', 'profiles', 'opened by a `.git` file that names it'],
  [16, 'have a denied place taken for a repository', 'profiles', 'opened because it looks like a repository'],
  [
    17,
    'shut a directory and open it again',
    'denied',
    'stays so in a directory that one command closes and the next one opens again, which %s',
  ],
  [17, 'get around a deny pattern', 'search', 'finds for the next command what one command has made, moved or linked'],
  [18, 'make a denied place that is missing', 'disk', "it.each(['echo x > missing', 'mkdir missing'"],
  [20, 'change the mounts', 'disk', 'cannot change the mounts'],
  [21, 'make a user namespace', 'processes', 'may not make calls that reach around the sandbox'],
  [22, 'use an inherited directory', 'processes', 'passes no directory on that it had been given by mistake'],
  [23, 'go through `/proc`', 'disk', "it.each(['/proc/1/root', '/proc/self/root'"],
  [24, 'change settings of the kernel', 'disk', 'cannot write the kernel setting %s'],
  [25, 'write below `/sys`', 'disk', 'cannot write below /sys or make device files'],
  [26, 'make or open devices', 'disk', 'cannot write below /sys or make device files'],
  [27, 'make a set-user-id program', 'disk', 'cannot make a set-user-id program'],
  [29, 'race the next command', 'disk', 'leaves no background process behind to race the next command'],
  [30, 'make a search endless', 'search', 'keeps the command from being run when it matches more than can be covered'],
  [30, 'print without end', 'processes', 'fills no memory with output that nobody takes'],
  [
    30,
    'hide behind a name that is no text',
    'search',
    'keeps the command from being run when a name that is not UTF-8',
  ],
  [32, 'swap a writable root', 'disk', 'is not run when a writable root is reached through a link'],
  [
    32,
    'swap a root while a command starts',
    'profiles',
    'gets no other place to write while one under another profile',
  ],
  [32, 'name a root that is a file or missing', 'disk', 'may use a writable file and ignores a missing writable root'],
  [33, 'use odd names', 'disk', "it.each(['with space', 'new\\nline'"],
  [33, 'use endless arguments', 'profiles', 'is told when its arguments are more than the system takes'],
  [
    34,
    'use the whole disk as a workspace',
    'disk',
    'keeps the metadata of the whole disk protected when everything is the workspace',
  ],
  [35, 'point TMPDIR at the home directory', 'settings', 'leaves out a temporary directory that'],
  [44, 'open sockets of any family', 'network', 'gets no socket of any family without network'],
  [45, 'reach services of this machine', 'network', 'gets no socket of any family without network'],
  [46, 'reach Unix sockets', 'network', 'reaches no Unix socket of this machine without network, in any way'],
  [
    46,
    'reach Unix sockets with network',
    'network',
    'reaches the network when it may, but not the daemons of this machine',
  ],
  [47, 'send Unix datagrams', 'network', 'reaches no Unix socket of this machine without network, in any way'],
  [48, 'reach abstract sockets', 'network', 'reaches no Unix socket of this machine without network, in any way'],
  [49, 'use inherited sockets', 'network', 'inherits no descriptor that leads out of the sandbox'],
  [50, 'use io_uring', 'network', 'gets around with io_uring neither without network nor with it'],
  [51, 'use another calling convention', 'processes', 'is told that calls which a filter cannot check do not exist'],
  [52, 'leak through names', 'network', 'cannot resolve names without network, but knows its own'],
  [
    52,
    'leak through names that are not allowed',
    'proxy',
    'refuses, without looking it up, what no rule allows or one denies',
  ],
  [53, 'spell a host oddly', 'names', 'finds the same IPv4 address behind each of its spellings'],
  [53, 'spell a request oddly', 'proxy', 'does not guess what %s means'],
  [53, 'name another host inside', 'proxy', 'does not carry an encrypted connection that is meant for somebody else'],
  [53, 'hide a second request', 'proxy', 'hides no second request behind one'],
  [53, 'break the greeting', 'hello', 'does not take a broken greeting for another language'],
  [53, 'send a null character over SOCKS', 'proxy', 'a name with a null character'],
  [54, 'let a name lead inside', 'proxy', 'looks at where an allowed name leads, and connects to nothing else'],
  [55, 'ignore the proxy', 'hosts', 'reaches nobody else, whatever it tries, and what it tried is told'],
  [56, 'run without the proxy', 'hosts', 'does not run where the way to the proxy cannot be opened'],
  [56, 'run where there is no proxy', 'hosts', 'is refused where there is no proxy'],
  [57, 'be redirected', 'proxy', 'decides anew about every request of a connection, redirected ones included'],
  [57, 'change something in limited mode', 'proxy', 'lets nothing be changed in limited mode, and nothing be hidden'],
  [58, 'reach processes of the host', 'processes', 'sees and kills nobody outside'],
  [59, 'type into the terminal', 'processes', 'has no privileges, no terminal and a name of its own'],
  [60, 'read keys', 'processes', 'may not make calls that reach around the sandbox'],
  [61, 'load code into the kernel', 'processes', 'may not make calls that reach around the sandbox'],
  [
    62,
    'start processes without end',
    'processes',
    'dies with everything that it started when its time is up, however much that is',
  ],
  [63, 'outlive the host', 'processes', 'takes its commands along, and the next one removes what it left on the disk'],
  [64, 'pretend another exit', 'processes', 'cannot pretend to have ended otherwise'],
  [65, 'be killed at any moment', 'contract', 'kills a command on request, and takes further requests'],
  [65, 'be killed before it starts', 'contract', 'never runs a command whose signal has aborted before'],
  [66, 'offer another bwrap', 'processes', 'never runs a bwrap that the workspace or the search path offers'],
  [66, 'steer bubblewrap', 'processes', 'cannot steer bubblewrap through its environment'],
  [70, 'show secrets in arguments', 'processes', 'shows no variable of its environment to other users of the machine'],
  [91, 'mix up two sandboxes', 'profiles', 'runs beside others under other profiles without taking anything from them'],
  [91, 'spoil what others use after it', 'processes', 'cannot spoil the pipes of the commands that come after it'],
  [91, 'run fifty at once', 'tools', 'run fifty at once in one workspace without disturbing each other'],
  [91, 'share placeholders', 'placeholders', 'are shared by sandboxes that do not know each other'],
];

describe('the attack catalogue', () => {
  it.each(catalogue)('%i: to %s is tried in %s', (_row, _attempt, file, title) => {
    expect(readFileSync(new URL(files[file], import.meta.url), 'utf8')).toContain(title);
  });

  it('covers every row that concerns commands on this platform', () => {
    const elsewhere = [11, 12, 13, 14, 19, 28, 31, ...Array.from({ length: 8 }, (_, index) => 36 + index), 67, 68, 69];
    const concerned = Array.from({ length: 70 }, (_, index) => index + 1).filter((row) => !elsewhere.includes(row));
    const covered = new Set(catalogue.map(([row]) => row));
    expect(concerned.filter((row) => !covered.has(row))).toEqual([]);
  });
});
