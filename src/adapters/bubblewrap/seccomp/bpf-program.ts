/** One classic BPF instruction; `jumpTrue` and `jumpFalse` count instructions to skip, 0 to 255. */
export interface BpfInstruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const jumpIfAnySet = 0x45;
const andWith = 0x54;
const giveBack = 0x06;

/** Offsets into `struct seccomp_data`, the record that a filter looks at. */
export const callNumberOffset = 0;

/** Where the architecture of the calling code is found. */
export const architectureOffset = 4;

/** Where the lower 32 bits of an argument are found on a little-endian machine; the upper ones follow. */
export function argumentOffset(index: number): number {
  return 16 + 8 * index;
}

/** Loads the 32-bit word at `offset`. */
export function load(offset: number): BpfInstruction {
  return { code: loadWord, jumpTrue: 0, jumpFalse: 0, operand: offset };
}

/** Keeps the bits of `mask` only. */
export function and(mask: number): BpfInstruction {
  return { code: andWith, jumpTrue: 0, jumpFalse: 0, operand: mask };
}

/** Ends the program with an action. */
export function yields(action: number): BpfInstruction {
  return { code: giveBack, jumpTrue: 0, jumpFalse: 0, operand: action };
}

/** How many instructions to skip when a comparison holds and when it does not; 0 when absent. */
export interface Skip {
  readonly whenTrue?: number;
  readonly whenFalse?: number;
}

/** Compares the loaded word for equality. */
export function ifEquals(value: number, skip: Skip): BpfInstruction {
  return jump(jumpIfEqual, value, skip);
}

/** Compares the loaded word as an unsigned number. */
export function ifAtLeast(value: number, skip: Skip): BpfInstruction {
  return jump(jumpIfAtLeast, value, skip);
}

/** Asks whether any bit of `mask` is set in the loaded word. */
export function ifAnySet(mask: number, skip: Skip): BpfInstruction {
  return jump(jumpIfAnySet, mask, skip);
}

/** The program as an array of `struct sock_filter`, little-endian, as both supported architectures want it. */
export function encodeProgram(program: readonly BpfInstruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jumpTrue, jumpFalse, operand }] of program.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, operand, true);
  }
  return bytes;
}

function jump(code: number, operand: number, { whenTrue = 0, whenFalse = 0 }: Skip): BpfInstruction {
  return { code, jumpTrue: whenTrue, jumpFalse: whenFalse, operand };
}
