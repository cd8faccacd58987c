import type { SyntaxNode } from '@lezer/common';
import type { BinaryOperator, FunctionSyntax, Statement, Syntax } from '../syntax.js';
import { childrenOf, isBroken, lazily, spanOf, splitAt, textOf, type Source } from '../tree.js';
import { pythonExpression, pythonGroup, pythonParameters } from './expressions.js';

/** One statement of the grammar; with-blocks and the like give their bodies, and so several. */
export const pythonStatement = (source: Source, node: SyntaxNode): readonly Statement[] => {
  const span = spanOf(source, node);
  if (node.type.isError) return [{ kind: 'other', type: '⚠', span }];
  if (/Definition$|^Decorated/.test(node.name)) return definition(source, node);
  const children = childrenOf(node);
  const one = (statement: Statement): readonly Statement[] => [statement];
  const unknown = (type = node.name): readonly Statement[] => [{ kind: 'other', type, span }];
  if (isBroken(children) && node.name !== 'Script') return unknown('⚠');
  switch (node.name) {
    case 'StatementGroup':
      return children.filter((c) => c.name !== ';').flatMap((c) => pythonStatement(source, c));
    case 'AssignStatement':
      return assignment(source, node, children);
    case 'UpdateStatement': {
      const at = children.findIndex((c) => c.name === 'UpdateOp');
      const target = pythonGroup(source, children.slice(0, at));
      const value = pythonGroup(source, children.slice(at + 1));
      if (at < 0 || !target || !value) return unknown();
      const op = textOf(source, children[at]!).slice(0, -1) as BinaryOperator;
      return one({ kind: 'assign', targets: [target], op, value, span });
    }
    case 'ExpressionStatement':
      return one(
        lazily<Extract<Statement, { kind: 'expression' }>, 'value'>(
          { kind: 'expression', span },
          { value: () => pythonGroup(source, children)! },
        ),
      );
    case 'ReturnStatement': {
      const value = pythonGroup(source, children.slice(1));
      return one({ kind: 'return', ...(value && { value }), span });
    }
    case 'IfStatement':
      return conditional(source, children, 0, span.end);
    case 'ForStatement':
      return loop(source, node, children);
    case 'WithStatement':
    case 'TryStatement':
      return within(source, children);
    case 'ImportStatement':
      return imports(source, node, children);
    case 'RaiseStatement':
      return one({ kind: 'raise', span });
    case 'AssertStatement': {
      const condition = children[1];
      if (!condition) return unknown();
      // assert c is `if not c: raise`.
      const operand = pythonExpression(source, condition);
      const test: Syntax = { kind: 'unary', op: 'not', operand, span: operand.span };
      return one({ kind: 'if', test, then: [{ kind: 'raise', span }], otherwise: [], span });
    }
    case 'PassStatement':
    case 'DeleteStatement':
    case 'ScopeStatement':
      return one({ kind: 'pass', span });
    default:
      return unknown();
  }
};

/** The statements of a block. */
export const pythonBody = (source: Source, body: SyntaxNode): readonly Statement[] =>
  childrenOf(body)
    .filter((c) => c.name !== ':')
    .flatMap((c) => pythonStatement(source, c));

const assignment = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const span = spanOf(source, node);
  const typed = children.find((c) => c.name === 'TypeDef');
  const groups: SyntaxNode[][] = [[]];
  for (const child of children)
    if (child.name === 'AssignOp') groups.push([]);
    else if (child.name !== 'TypeDef') groups.at(-1)!.push(child);
  const last = groups.pop()!;
  const targets = groups.map((g) => pythonGroup(source, g));
  if (targets.length === 0) return [{ kind: 'pass', span }];
  if (last.length === 0 || targets.some((t) => t === undefined)) return [{ kind: 'other', type: '⚠', span }];
  return [
    lazily<Extract<Statement, { kind: 'assign' }>, 'value'>(
      {
        kind: 'assign',
        targets: targets as Syntax[],
        ...(typed && { type: textOf(source, typed).replace(/^:\s*/, '') }),
        span,
      },
      { value: () => pythonGroup(source, last)! },
    ),
  ];
};

/** if … elif … else: each elif is an if in the branch before it. */
const conditional = (
  source: Source,
  children: readonly SyntaxNode[],
  at: number,
  end: number,
): readonly Statement[] => {
  const word = children[at];
  if (!word) return [];
  if (word.name === 'else') return children[at + 1] ? pythonBody(source, children[at + 1]!) : [];
  const [test, body] = [children[at + 1], children[at + 2]];
  const span = { start: word.from + source.shift, end };
  if (!test || body?.name !== 'Body') return [{ kind: 'other', type: '⚠', span }];
  return [
    lazily<Extract<Statement, { kind: 'if' }>, 'then' | 'otherwise' | 'test'>(
      { kind: 'if', span },
      {
        test: () => pythonExpression(source, test),
        then: () => pythonBody(source, body),
        otherwise: () => conditional(source, children, at + 3, end),
      },
    ),
  ];
};

const loop = (source: Source, node: SyntaxNode, children: readonly SyntaxNode[]): readonly Statement[] => {
  const span = spanOf(source, node);
  const start = children.findIndex((c) => c.name === 'for');
  const middle = children.findIndex((c) => c.name === 'in');
  const bodies = children.filter((c) => c.name === 'Body');
  const target = pythonGroup(source, children.slice(start + 1, middle));
  const iterable = pythonGroup(source, children.slice(middle + 1, children.indexOf(bodies[0]!)));
  if (middle < 0 || bodies.length !== 1 || !target || !iterable)
    return [{ kind: 'other', type: bodies.length > 1 ? 'ForElse' : '⚠', span }];
  return [
    lazily<Extract<Statement, { kind: 'for-each' }>, 'body'>(
      { kind: 'for-each', target, iterable, span },
      { body: () => pythonBody(source, bodies[0]!) },
    ),
  ];
};

/** with …: and try: mean their bodies; what an except clause does is not the value that is meant. */
const within = (source: Source, children: readonly SyntaxNode[]): readonly Statement[] =>
  children.flatMap((child, i) => {
    if (child.name !== 'Body') return [];
    let head = i - 1;
    while (head > 0 && !/^(with|try|except|else|finally)$/.test(children[head]!.name)) head--;
    return /^(with|try|else|async)$/.test(children[head]!.name) ? pythonBody(source, child) : [];
  });

const definition = (source: Source, node: SyntaxNode, className?: string): readonly Statement[] => {
  const children = node.name === 'DecoratedStatement' ? childrenOf(node) : [];
  const decorators = children.filter((c) => c.name === 'Decorator');
  const inner = children.at(-1) ?? node;
  const span = spanOf(source, node);
  if (inner.name === 'FunctionDefinition') {
    const definition = pythonFunction(source, inner, className, decorators);
    return definition ? [{ kind: 'function', definition, span }] : [{ kind: 'other', type: '⚠', span }];
  }
  const parts = childrenOf(inner);
  const name = parts.find((c) => c.name === 'VariableName');
  const body = parts.find((c) => c.name === 'Body');
  if (inner.name !== 'ClassDefinition' || !name || !body || isBroken(parts) || isBroken(children))
    return [{ kind: 'other', type: '⚠', span }];
  const list = parts.find((c) => c.name === 'ArgList');
  return [
    lazily<Extract<Statement, { kind: 'class' }>, 'body' | 'bases'>(
      { kind: 'class', name: textOf(source, name), span },
      {
        bases: () =>
          splitAt(list ? childrenOf(list).slice(1, -1) : [], ',')
            .filter((g) => g.length === 1)
            .map((g) => pythonExpression(source, g[0]!)),
        body: () =>
          childrenOf(body)
            .filter((c) => c.name !== ':')
            .flatMap((c) =>
              c.name === 'FunctionDefinition' || c.name === 'DecoratedStatement'
                ? definition(source, c, textOf(source, name))
                : pythonStatement(source, c),
            ),
      },
    ),
  ];
};

/** A def. A decorated one is spanned with its decorators. Its parts are lowered when asked for: a file has many. */
export const pythonFunction = (
  source: Source,
  node: SyntaxNode,
  className?: string,
  decorators: readonly SyntaxNode[] = [],
): FunctionSyntax | undefined => {
  let name: SyntaxNode | undefined;
  let list: SyntaxNode | undefined;
  let body: SyntaxNode | undefined;
  for (let c = node.firstChild; c; c = c.nextSibling) {
    if (c.type.isError) return undefined;
    if (c.name === 'VariableName') name ??= c;
    else if (c.name === 'ParamList') list = c;
    else if (c.name === 'Body') body = c;
  }
  if (!name || !list || !body) return undefined;
  return functionOf(
    source,
    { name, list, body, start: decorators[0] ?? node, end: node.to },
    decorators,
    className,
  );
};

interface Parts {
  readonly name: SyntaxNode;
  readonly list: SyntaxNode;
  readonly body: SyntaxNode;
  readonly start: SyntaxNode;
  readonly end: number;
}

const functionOf = (
  source: Source,
  { name, list, body, start, end }: Parts,
  decorators: readonly SyntaxNode[],
  className?: string,
): FunctionSyntax => {
  let parameters: FunctionSyntax['parameters'] | undefined;
  let statements: FunctionSyntax['body'] | undefined;
  let docstring: { readonly text: string | undefined } | undefined;
  const documented = (): string | undefined => (docstring ??= { text: docstringOf(source, body) }).text;
  return {
    name: textOf(source, name),
    span: { start: start.from + source.shift, end: end + source.shift },
    nameSpan: spanOf(source, name),
    decorators: decorators.map((d) => textOf(source, d).replace(/^@\s*/, '').trim()),
    ...(className !== undefined && { className }),
    get docstring() {
      return documented();
    },
    get parameters() {
      return (parameters ??= pythonParameters(source, childrenOf(list)));
    },
    get body() {
      return (statements ??= pythonBody(source, body).slice(documented() === undefined ? 0 : 1));
    },
  } as FunctionSyntax;
};

const docstringOf = (source: Source, body: SyntaxNode): string | undefined => {
  let first = body.firstChild;
  while (first && (first.name === ':' || first.name === 'Comment')) first = first.nextSibling;
  const string = first?.name === 'ExpressionStatement' ? first.firstChild : undefined;
  if (!string || (string.name !== 'String' && string.name !== 'ContinuedString') || string.nextSibling)
    return undefined;
  const value = pythonExpression(source, string);
  return value.kind === 'string' ? value.value : undefined;
};

const imports = (source: Source, node: SyntaxNode, children: readonly SyntaxNode[]): readonly Statement[] => {
  const span = spanOf(source, node);
  const words = children.map((c) => textOf(source, c)).filter((w) => w !== '(' && w !== ')');
  const at = words.indexOf('import');
  const from = words[0] === 'from' ? words.slice(1, at).join('') : undefined;
  const statements: Statement[] = [];
  const names: { name: string; alias: string }[] = [];
  for (const group of split(words.slice(at + 1))) {
    const as = group.indexOf('as');
    const name = (as < 0 ? group : group.slice(0, as)).join('');
    const alias = as < 0 ? undefined : group[as + 1];
    if (!name) continue;
    if (from !== undefined) names.push({ name, alias: alias ?? name });
    // `import a.b` binds a.
    else {
      const whole = alias === undefined ? name.split('.')[0]! : name;
      statements.push({ kind: 'import', module: whole, names: [{ name: '', alias: alias ?? whole }], span });
    }
  }
  return from === undefined ? statements : [{ kind: 'import', module: from, names, span }];
};

const split = (words: readonly string[]): string[][] => {
  const groups: string[][] = [[]];
  for (const word of words)
    if (word === ',') groups.push([]);
    else groups.at(-1)!.push(word);
  return groups;
};
