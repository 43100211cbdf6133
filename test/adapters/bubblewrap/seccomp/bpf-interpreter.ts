/** What a filter is asked about. */
export interface FilteredCall {
  readonly architecture: number;
  readonly number: number;
  readonly args?: readonly bigint[];
}

/** Runs a filter as the kernel would and gives its verdict; any instruction that the filters do not use is an error. */
export function runFilter(program: Uint8Array, call: FilteredCall): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const data = seccompData(call);
  let accumulator = 0;
  for (let at = 0; at < program.byteLength / 8; at += 1) {
    const operand = code.getUint32(at * 8 + 4, true);
    const jump = (holds: boolean): number => code.getUint8(at * 8 + (holds ? 2 : 3));
    switch (code.getUint16(at * 8, true)) {
      case 0x20:
        accumulator = data.getUint32(operand, true);
        break;
      case 0x54:
        accumulator = (accumulator & operand) >>> 0;
        break;
      case 0x15:
        at += jump(accumulator === operand);
        break;
      case 0x35:
        at += jump(accumulator >= operand);
        break;
      case 0x45:
        at += jump((accumulator & operand) !== 0);
        break;
      case 0x06:
        return operand;
      default:
        throw new Error(`unknown instruction at ${at}`);
    }
  }
  throw new Error('the program ran past its end');
}

function seccompData({ architecture, number, args = [] }: FilteredCall): DataView {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, number, true);
  view.setUint32(4, architecture, true);
  for (const [index, value] of args.entries()) view.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true);
  return view;
}
