/**
 * The script that an argument vector hands to the command interpreter of Windows, which does not split its arguments as other programs
 * do: whatever starts the vector has to pass the script on as it is, between two quotation marks. Only `cmd … /s … /c SCRIPT` counts,
 * because with `/s` the interpreter takes off exactly these two.
 */
export function interpreterScriptOf([program = '', ...args]: readonly string[]): string | undefined {
  if (!/^(?:.*[\\/])?cmd(?:\.exe)?$/i.test(program)) return undefined;
  const options = args.slice(0, -1).map((option) => option.toLowerCase());
  const last = options.at(-1);
  return options.includes('/s') && (last === '/c' || last === '/k') ? args.at(-1) : undefined;
}
