import { BlockList, isIP } from 'node:net';

/** How far away an address is, from this machine to places that only infrastructure uses. */
export type AddressClass = 'loopback' | 'private' | 'public' | 'forbidden';

/**
 * Classifies an IP address. `forbidden` are addresses that nobody offers a service on to others: those of the machine's own link, under
 * which clouds hand out credentials, multicast, and the unspecified ones.
 */
export function addressClass(address: string): AddressClass {
  const plain = unmapped(address);
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(plain) === 0) return 'forbidden';
  for (const [name, ranges] of classes()) {
    if (ranges.check(plain, family)) return name;
  }
  return 'public';
}

/** An IPv4 address that is dressed as one of IPv6. */
function unmapped(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
}

function classes(): readonly (readonly [AddressClass, BlockList])[] {
  return [
    ['loopback', rangesOf(['127.0.0.0/8', '::1/128'])],
    [
      'forbidden',
      rangesOf([
        '0.0.0.0/8',
        '169.254.0.0/16',
        '192.0.0.0/24',
        '224.0.0.0/4',
        '240.0.0.0/4',
        '100.100.100.200/32',
        '::/128',
        'fe80::/10',
        'ff00::/8',
        'fd00:ec2::254/128',
        '64:ff9b::/96',
      ]),
    ],
    ['private', rangesOf(['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])],
  ];
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
