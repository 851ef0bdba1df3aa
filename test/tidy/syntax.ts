/**
 * What does a source file say, apart from its comments and the text in its strings?
 *
 * The syntax tree is the test runner's own parser's (ESTree with TypeScript's nodes), read without trusting its shape.
 */
import { posix } from 'node:path';
import { parseAst } from 'vitest/node';
import type { SourceFile, Violation } from './repository.ts';

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A node where it stands: `key` is its name in the parent, also for a member of a list there. */
export interface Place {
  readonly node: SyntaxNode;
  readonly key: string;
  readonly parent: Place | undefined;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The node that `node` holds under this name. */
export function childOf(node: SyntaxNode | undefined, key: string): SyntaxNode | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

export function childrenOf(node: SyntaxNode | undefined, key: string): readonly SyntaxNode[] {
  const value: unknown = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A name, an operator or the text of a literal. */
export function textOf(node: SyntaxNode | undefined, key: string): string | undefined {
  const value = node?.[key];
  return typeof value === 'string' ? value : undefined;
}

const parsed = new WeakMap<SourceFile, readonly Place[]>();

/** Every node of a file, parents before children. @throws when the file is no TypeScript. */
export function placesOf(file: SourceFile): readonly Place[] {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const lang = /\.[cm]?ts$/.test(file.path) ? 'ts' : 'js';
  let program: unknown;
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- the only parser that the test runner exports
    program = parseAst(file.text, { lang, astType: 'ts', sourceType: 'module' }, file.path);
  } catch (failure) {
    throw new Error(`${file.path} cannot be parsed`, { cause: failure });
  }
  const places: Place[] = [];
  if (isNode(program)) collect({ node: program, key: '', parent: undefined }, places);
  parsed.set(file, places);
  return places;
}

function collect(place: Place, places: Place[]): void {
  places.push(place);
  for (const [key, value] of Object.entries(place.node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) collect({ node: child, key, parent: place }, places);
    }
  }
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function violationAt(file: SourceFile, node: SyntaxNode, problem: string): Violation {
  return { path: file.path, line: lineAt(file.text, node.start), problem };
}

/** `a.b.c` of a chain of plain names, calls left out: that of `it.each(rows)` is `it.each`. */
export function chainOf(node: SyntaxNode | undefined): string {
  if (node?.type === 'Identifier') return textOf(node, 'name') ?? '';
  if (node?.type === 'CallExpression') return chainOf(childOf(node, 'callee'));
  if (node?.type === 'TaggedTemplateExpression') return chainOf(childOf(node, 'tag'));
  if (node?.type !== 'MemberExpression' || node['computed'] === true) return '';
  return `${chainOf(childOf(node, 'object'))}.${textOf(childOf(node, 'property'), 'name') ?? ''}`;
}

/** Whether an identifier stands for a value or a type, rather than naming a property. */
export function isReference({ node, key, parent }: Place): boolean {
  if (node.type !== 'Identifier' || parent === undefined) return false;
  const isComputed = parent.node['computed'] === true;
  if (key === 'property') return isComputed;
  if (key === 'key') return isComputed || parent.node['shorthand'] === true;
  return (
    !['ImportSpecifier', 'ExportSpecifier', 'TSQualifiedName'].includes(parent.node.type) || key === 'left'
  );
}

/** One import, re-export, dynamic import or import in a type. */
export interface Import {
  readonly node: SyntaxNode;
  /** `undefined` when it is computed. */
  readonly specifier: string | undefined;
  /**
   * Whether nothing is loaded when the program runs. `import { type A }` does load the file: only the names in its
   * braces are erased.
   */
  readonly isTypeOnly: boolean;
}

/** All imports of a file, whichever way they are written. */
export function importsOf(file: SourceFile): readonly Import[] {
  return placesOf(file).flatMap(({ node }) => {
    const source = childOf(node, 'source');
    const specifier = textOf(source, 'value');
    switch (node.type) {
      case 'ImportDeclaration':
        return [{ node, specifier, isTypeOnly: node['importKind'] === 'type' }];
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return source === undefined ? [] : [{ node, specifier, isTypeOnly: node['exportKind'] === 'type' }];
      case 'ImportExpression':
        return [{ node, specifier, isTypeOnly: false }];
      case 'TSImportType':
        return [{ node, specifier, isTypeOnly: true }];
      default:
        return [];
    }
  });
}

/** The file of the repository that a relative specifier means. */
export function fileOf(importer: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : undefined;
}
