/**
 * What stands for a variable whatever the case of its name. As Windows does it, each UTF-16 unit by itself: a letter without a single
 * upper-case letter that leads back to it, such as `ß`, stays as it is.
 */
export function variableKey(name: string): string {
  return name.replaceAll(/[\s\S]/g, upperCaseOf);
}

function upperCaseOf(character: string): string {
  const upper = character.toUpperCase();
  return upper.toLowerCase() === character ? upper : character;
}
