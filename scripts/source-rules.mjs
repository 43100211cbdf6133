// @ts-check
/** Rules of the house that no linter knows. Prints every violation in `src` and `test`; fails when there is one. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { lineOf, parseSource, readSources, walk } from './source-files.mjs';

/**
 * @typedef {import('./source-files.mjs').SourceText} SourceText
 * @typedef {{ readonly rule: string, readonly path: string, readonly line: number, readonly message: string }} Violation
 * @typedef {{ readonly node: ts.Node, readonly message: string }} Finding
 * @typedef {{
 *   readonly name: string,
 *   readonly files: RegExp,
 *   readonly except?: RegExp,
 *   readonly find: (file: ts.SourceFile) => Iterable<Finding>,
 * }} Rule
 */

/** @type {readonly Rule[]} */
export const RULES = [
  { name: 'named-for-what-it-holds', files: /^(src|test|scripts)\//, find: findEmptyNames },
  { name: 'no-barrels', files: /^src\/.+\/index\.ts$/, find: findBarrels },
  { name: 'exports-are-documented', files: /^src\//, find: findUndocumentedExports },
  { name: 'no-module-state', files: /^src\//, find: findModuleState },
  { name: 'nothing-at-import', files: /^src\//, except: /^src\/cli\/main\.ts$/, find: findImportEffects },
  { name: 'ports-are-types', files: /^src\/ports\//, find: findRuntimeStatements },
  { name: 'domain-is-synchronous', files: /^src\/domain[/.]/, find: findAsync },
  { name: 'no-hidden-inputs', files: /^src\/(domain[/.]|ports\/|application\/)/, find: findHiddenInputs },
  {
    name: 'environment-through-its-port',
    files: /^src\//,
    except: /^src\/(adapters\/node\/|cli\/)/,
    find: findEnvironmentReads,
  },
  { name: 'fakes-not-mocks', files: /^test\//, find: findMocks },
];

/**
 * What is wrong with one file, in the order of the rules.
 * @param {SourceText} source
 * @returns {Violation[]}
 */
export function checkSource(source) {
  const file = parseSource(source);
  return RULES.filter(({ files, except }) => files.test(source.path) && !except?.test(source.path)).flatMap((rule) =>
    [...rule.find(file)].map(({ node, message }) => ({
      rule: rule.name,
      path: source.path,
      line: lineOf(node),
      message,
    })),
  );
}

/** @param {ts.SourceFile} file */
function* findEmptyNames(file) {
  const name =
    file.fileName
      .split('/')
      .at(-1)
      ?.replace(/(\.test)?\.[cm]?ts$/, '') ?? '';
  if (/(^|-)(utils?|helpers?|commons?|types|managers?|misc)$/.test(name)) {
    yield { node: file, message: `\`${name}\` says nothing about its content; name the file after its main export` };
  }
}

/** @param {ts.SourceFile} file */
function* findBarrels(file) {
  yield { node: file, message: 'only `src` has entries; import from the file that declares the name' };
}

/** @param {ts.SourceFile} file */
function* findUndocumentedExports(file) {
  for (const statement of file.statements) {
    if (!isExportedDeclaration(statement) || isLaterOverload(statement)) continue;
    const summary = summaryOf(statement);
    if (summary === undefined) yield { node: statement, message: 'every export has a doc comment of one sentence' };
    else if (!/^[A-Z{`'"“<\d]/.test(summary) || !/[.:?]$/.test(summary)) {
      yield {
        node: statement,
        message: `a doc comment is a sentence: capital first, full stop last; found \`${summary}\``,
      };
    }
  }
}

/** @param {ts.Statement} statement */
function isExportedDeclaration(statement) {
  const declares =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isVariableStatement(statement);
  return declares && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

/**
 * An overload after the first shares the comment of the first.
 * @param {ts.Statement} statement
 */
function isLaterOverload(statement) {
  if (!ts.isFunctionDeclaration(statement)) return false;
  const siblings = statement.getSourceFile().statements;
  const before = siblings[siblings.indexOf(statement) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === statement.name?.text;
}

/**
 * The first paragraph of the doc comment, on one line.
 * @param {ts.Node} node
 */
function summaryOf(node) {
  const comment = ts.getJSDocCommentsAndTags(node).find((doc) => ts.isJSDoc(doc))?.comment;
  const text = ts.getTextOfJSDocComment(comment)?.split(/\n\s*\n/)[0];
  return text?.replaceAll(/\s+/g, ' ').trim() || undefined;
}

const MUTABLE_COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

/** @param {ts.SourceFile} file */
function* findModuleState(file) {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if (!(statement.declarationList.flags & ts.NodeFlags.Const)) {
      yield {
        node: statement,
        message: 'state lives in an object that somebody creates and closes, not in the module',
      };
    }
    for (const { name, type, initializer } of statement.declarationList.declarations) {
      if (!initializer || !ts.isNewExpression(initializer) || type?.getText().startsWith('Readonly')) continue;
      const created = initializer.expression.getText();
      if (MUTABLE_COLLECTIONS.has(created)) {
        yield {
          node: name,
          message: `a constant ${created} is annotated \`Readonly${created}\`, so that nobody can fill it`,
        };
      }
    }
  }
}

/** @param {ts.SourceFile} file */
function* findImportEffects(file) {
  for (const statement of file.statements) {
    if (ts.isExpressionStatement(statement) || isControlFlow(statement)) {
      yield { node: statement, message: 'importing a module does nothing; move this into a function' };
    }
  }
  for (const node of walkOutsideFunctions(file)) {
    if (ts.isAwaitExpression(node)) yield { node, message: 'top-level await breaks `require` of the package' };
    if (ts.isIdentifier(node) && node.text === 'process' && ts.isPropertyAccessExpression(node.parent)) {
      yield { node, message: 'importing a module reads nothing from the process; move this into a function' };
    }
  }
}

/** @param {ts.Statement} node */
function isControlFlow(node) {
  return ts.isIfStatement(node) || ts.isIterationStatement(node, false) || ts.isTryStatement(node) || ts.isBlock(node);
}

/**
 * @param {ts.Node} node
 * @returns {Generator<ts.Node>}
 */
function* walkOutsideFunctions(node) {
  yield node;
  if (ts.isFunctionLike(node)) return;
  for (const child of node.getChildren()) yield* walkOutsideFunctions(child);
}

/** @param {ts.SourceFile} file */
function* findRuntimeStatements(file) {
  for (const statement of file.statements) {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    const isTypeImport = ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true;
    const isTypeExport = ts.isExportDeclaration(statement) && statement.isTypeOnly;
    if (!isType && !isTypeImport && !isTypeExport) {
      yield { node: statement, message: 'a port holds interfaces and types; nothing of it exists at run time' };
    }
  }
}

/** @param {ts.SourceFile} file */
function* findAsync(file) {
  for (const node of walk(file)) {
    const isAsync = node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node);
    if (isAsync || (ts.isIdentifier(node) && node.text === 'Promise')) {
      yield { node, message: 'the domain decides at once; waiting is the business of the application' };
    }
  }
}

/** @param {ts.SourceFile} file */
function* findHiddenInputs(file) {
  for (const node of walk(file)) {
    const text = ts.isPropertyAccessExpression(node) ? node.getText().replaceAll(/\s/g, '') : '';
    const readsClock =
      text === 'Date.now' ||
      text === 'performance.now' ||
      (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) ||
      (ts.isCallExpression(node) && node.expression.getText() === 'Date');
    if (readsClock) yield { node, message: 'the time comes from the Clock port' };
    if (text === 'Math.random' || text.startsWith('crypto.')) {
      yield { node, message: 'randomness comes from the IdGenerator port or as an argument' };
    }
  }
}

/** @param {ts.SourceFile} file */
function* findEnvironmentReads(file) {
  for (const node of walk(file)) {
    if (ts.isPropertyAccessExpression(node) && /^process\.(env|cwd|argv)$/.test(node.getText())) {
      yield {
        node,
        message: `\`${node.getText()}\` is read by \`adapters/node\` only; others get it through the Environment port`,
      };
    }
  }
}

const MOCKS = /^vi\.(mock|doMock|hoisted|stubEnv|stubGlobal)$/;

/** @param {ts.SourceFile} file */
function* findMocks(file) {
  for (const node of walk(file)) {
    if (ts.isPropertyAccessExpression(node) && MOCKS.test(node.getText())) {
      yield { node, message: `\`${node.getText()}\` reaches behind the interfaces; pass a double instead` };
    }
  }
}

/**
 * @param {ts.Node} node
 * @param {ts.SyntaxKind} kind
 */
function hasModifier(node, kind) {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const sources = readSources(root, ['src', 'test']);
  const violations = sources.flatMap(checkSource);
  for (const { path, line, rule, message } of violations) console.error(`${path}:${line} ${rule}: ${message}`);
  console.log(`source rules: ${sources.length} files, ${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
