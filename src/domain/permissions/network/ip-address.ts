/** An address as groups of bits: four of 8 for IPv4, eight of 16 for IPv6. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly groups: readonly number[];
}

/**
 * Reads an IPv4 address in any spelling that system libraries take: one to four parts, each decimal, octal with a leading zero, or
 * hexadecimal, the last one filling up what the others left.
 */
export function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  const numbers = parts.map(parseNumber);
  const last = numbers.pop();
  if (parts.length > 4 || last === undefined || !numbers.every((part) => part !== undefined && part <= 255)) {
    return undefined;
  }
  const size = 4 - numbers.length;
  if (last >= 256 ** size) return undefined;
  const tail = Array.from({ length: size }, (_, index) => Math.floor(last / 256 ** (size - 1 - index)) % 256);
  return { family: 4, groups: [...(numbers as number[]), ...tail] };
}

/** Reads an IPv6 address without brackets and without a zone. One that only wraps an IPv4 address becomes that address. */
export function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return unmapped([...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])]);
}

/** The one spelling of an address under which it is compared and shown. */
export function renderAddress({ family, groups }: IpAddress): string {
  return family === 4 ? groups.join('.') : groups.map((group) => group.toString(16)).join(':');
}

function parseNumber(text: string): number | undefined {
  if (/^0x[0-9a-f]*$/i.test(text)) return Number.parseInt(`0${text.slice(2)}`, 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9][0-9]*$/.test(text) ? Number(text) : undefined;
}

function parseGroups(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else if (isLast && index === parts.length - 1 && /^\d+\.\d+\.\d+\.\d+$/.test(part)) {
      const embedded = parseIpv4(part);
      if (embedded === undefined) return undefined;
      groups.push(...pairs(embedded.groups));
    } else return undefined;
  }
  return groups;
}

function pairs([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly number[] {
  return [a * 256 + b, c * 256 + d];
}

function unmapped(groups: readonly number[]): IpAddress {
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? ipv4Of(groups[6], groups[7]) : { family: 6, groups };
}

/** The IPv4 address that two groups of an IPv6 address spell. */
export function ipv4Of(high = 0, low = 0): IpAddress {
  return { family: 4, groups: [high >> 8, high & 0xff, low >> 8, low & 0xff] };
}
