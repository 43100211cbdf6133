const base = 36;
const [tMin, tMax, skew, damp, initialBias, initialCode] = [1, 26, 38, 700, 72, 128];

/** Spells a label of a host name in letters that the name system knows (RFC 3492); plain labels stay as they are. */
export function toAsciiLabel(label: string): string {
  const points = [...label.normalize('NFKC').toLowerCase()].map((character) => character.codePointAt(0) ?? 0);
  if (points.every((point) => point < initialCode)) return String.fromCodePoint(...points);
  return `xn--${encode(points)}`;
}

function encode(points: readonly number[]): string {
  const plain = points.filter((point) => point < initialCode);
  let output = String.fromCodePoint(...plain) + (plain.length > 0 ? '-' : '');
  let [handled, delta, bias, code] = [plain.length, 0, initialBias, initialCode];
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= code));
    delta += (next - code) * (handled + 1);
    for (const point of points) {
      if (point < next) delta += 1;
      if (point !== next) continue;
      output += digits(delta, bias);
      bias = adapted(delta, handled + 1, handled === plain.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    code = next + 1;
  }
  return output;
}

function digits(delta: number, bias: number): string {
  let output = '';
  let rest = delta;
  for (let k = base; ; k += base) {
    const threshold = Math.min(Math.max(k - bias, tMin), tMax);
    if (rest < threshold) return output + rest.toString(base).replace(/./g, toDigit);
    output += toDigit((threshold + ((rest - threshold) % (base - threshold))).toString(base));
    rest = Math.floor((rest - threshold) / (base - threshold));
  }
}

/** Punycode counts letters before figures; JavaScript counts figures first. */
function toDigit(digit: string): string {
  const value = Number.parseInt(digit, base);
  return value < 26 ? String.fromCodePoint(97 + value) : String.fromCodePoint(48 + value - 26);
}

function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / damp) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) / 2; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}
