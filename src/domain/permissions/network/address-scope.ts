import { type IpAddress, ipv4Of } from './ip-address.js';

/**
 * Where an address leads: to the `public` internet, to this machine and the networks around it (`local`), or to what no name has any
 * business leading to, such as the metadata service of a cloud, a multicast group or a reserved range (`special`).
 */
export type AddressScope = 'public' | 'local' | 'special';

/** Prefix, number of its bits, scope. What is not listed is public. The first that matches counts. */
type Range = readonly [prefix: readonly number[], bits: number, scope: AddressScope];

/** The metadata services of clouds have addresses of their own, some of them within ranges that lead elsewhere. */
const ipv4Ranges: readonly Range[] = [
  [[100, 100, 100, 200], 32, 'special'],
  [[168, 63, 129, 16], 32, 'special'],
  [[0], 8, 'special'],
  [[10], 8, 'local'],
  [[100, 64], 10, 'local'],
  [[127], 8, 'local'],
  [[169, 254], 16, 'special'],
  [[172, 16], 12, 'local'],
  [[192, 0, 0], 24, 'special'],
  [[192, 0, 2], 24, 'special'],
  [[192, 88, 99], 24, 'special'],
  [[192, 168], 16, 'local'],
  [[198, 18], 15, 'special'],
  [[198, 51, 100], 24, 'special'],
  [[203, 0, 113], 24, 'special'],
  [[224], 3, 'special'],
];

const ipv6Ranges: readonly Range[] = [
  [[0, 0, 0, 0, 0, 0, 0, 1], 128, 'local'],
  [[0xfd00, 0xec2], 32, 'special'],
  [[0xfd00, 0x42], 32, 'special'],
  [[0xfd00, 0xa9fe, 0xa9fe], 48, 'special'],
  [[0xfd20, 0xce], 32, 'special'],
  [[0xfc00], 7, 'local'],
  [[0x2001, 0xdb8], 32, 'special'],
  [[0x2001], 23, 'special'],
  [[0x3fff], 20, 'special'],
  [[0x2000], 3, 'public'],
  [[], 0, 'special'],
];

/** Tells where an address leads. One that carries an IPv4 address through a gateway leads where that one leads. */
export function scopeOf(address: IpAddress): AddressScope {
  const { family, groups } = destinationOf(address);
  const [width, ranges] = family === 4 ? [8, ipv4Ranges] : [16, ipv6Ranges];
  const range = ranges.find(([prefix, bits]) => startsWith(groups, { prefix, bits, width }));
  return range?.[2] ?? 'public';
}

/** Whom somebody reaches who connects to an address: the IPv4 address that it carries through a gateway, or itself. */
export function destinationOf(address: IpAddress): IpAddress {
  return carriedAddress(address) ?? address;
}

/** The IPv4 address inside of the NAT64, 6to4 and compatible forms. */
function carriedAddress({ family, groups }: IpAddress): IpAddress | undefined {
  if (family === 4) return undefined;
  const [first, second] = groups;
  if (first === 0x2002) return ipv4Of(second, groups[2]);
  const middleIsZero = groups.slice(2, 6).every((group) => group === 0);
  if (first === 0x64 && second === 0xff9b && middleIsZero) return ipv4Of(groups[6], groups[7]);
  const compatible = first === 0 && second === 0 && middleIsZero && groups[6] !== 0;
  return compatible ? ipv4Of(groups[6], groups[7]) : undefined;
}

interface Prefix {
  readonly prefix: readonly number[];
  readonly bits: number;
  /** How many bits a group has. */
  readonly width: number;
}

function startsWith(groups: readonly number[], { prefix, bits, width }: Prefix): boolean {
  for (let at = 0; at * width < bits; at += 1) {
    const shift = width - Math.min(width, bits - at * width);
    if ((groups[at] ?? 0) >> shift !== (prefix[at] ?? 0) >> shift) return false;
  }
  return true;
}
