import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** Reads scripts with the grammar of bash that editors use: an opinion of its own about what a script means. */
export class BashSyntax {
  readonly #parser: Parser;

  private constructor(parser: Parser) {
    this.#parser = parser;
  }

  static async load(): Promise<BashSyntax> {
    const require = createRequire(import.meta.url);
    await Parser.init({ locateFile: () => require.resolve('web-tree-sitter/web-tree-sitter.wasm') });
    const language = await Language.load(await readFile(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm')));
    return new BashSyntax(new Parser().setLanguage(language));
  }

  /** The words of a script of plain commands only; `undefined` when the tree has anything else in it. */
  plainCommandsOf(script: string): readonly (readonly string[])[] | undefined {
    return this.#inspect(script, (root) => {
      const nodes = [...nodesOf(root)];
      if (root.hasError || !nodes.every(isPlain)) return undefined;
      const commands = nodes.filter(({ type }) => type === 'command').map(plainWordsOf);
      return commands.every((words) => words !== undefined) ? commands : undefined;
    });
  }

  /** The literal words with which the commands of a script begin, wherever they are; `undefined` for a script with mistakes. */
  programsOf(script: string): readonly string[] | undefined {
    return this.#inspect(script, (root) => {
      if (root.hasError) return undefined;
      const names = [...nodesOf(root)].filter(({ type }) => type === 'command_name');
      return names.flatMap((name) => (isLiteral(name) ? [name.text] : []));
    });
  }

  #inspect<Found>(script: string, find: (root: Node) => Found | undefined): Found | undefined {
    const tree = this.#parser.parse(script);
    if (tree === null) return undefined;
    try {
      return find(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
}

const plainKinds = new Set(
  'program list pipeline command command_name word string string_content raw_string number concatenation'.split(' '),
);
const plainTokens = new Set(['&&', '||', ';', '|', '"', "'"]);

function isPlain({ isNamed, type }: Node): boolean {
  return isNamed ? plainKinds.has(type) : plainTokens.has(type) || type.trim() === '';
}

/** In the order of the script. */
function* nodesOf(root: Node): Generator<Node> {
  yield root;
  for (const child of root.children) yield* nodesOf(child);
}

function plainWordsOf(command: Node): readonly string[] | undefined {
  const words = command.namedChildren.map((node) => (node.type === 'command_name' ? nameOf(node) : textOf(node)));
  return words.every((word) => word !== undefined) ? words : undefined;
}

function nameOf({ firstNamedChild }: Node): string | undefined {
  return firstNamedChild?.type === 'word' ? firstNamedChild.text : undefined;
}

function textOf(node: Node): string | undefined {
  switch (node.type) {
    case 'word':
    case 'number':
      return node.namedChildCount === 0 ? node.text : undefined;
    case 'raw_string':
    case 'string':
      return node.text.slice(1, -1);
    case 'concatenation': {
      const parts = node.namedChildren.map(textOf);
      return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
    }
    default:
      return undefined;
  }
}

function isLiteral({ firstNamedChild, text }: Node): boolean {
  return firstNamedChild?.type === 'word' && !text.includes('\\');
}
