import type { SyntaxNode } from '@lezer/common';
import type { BinaryOperator, Statement, Syntax } from '../syntax.js';
import { childrenOf, isBroken, lazily, other, spanOf, splitAt, textOf, type Source } from '../tree.js';
import { scriptExpression } from './expressions.js';
import { scriptDefinition } from './functions.js';
import { scriptLoop } from './loops.js';
import { scriptImports } from './modules.js';

type Declares = 'const' | 'let' | 'var';
type Assign = Extract<Statement, { kind: 'assign' }>;

/** One statement of the grammar as the statements that it stands for. */
export const scriptStatement = (source: Source, node: SyntaxNode): readonly Statement[] => {
  const span = spanOf(source, node);
  if (node.type.isError) return [{ kind: 'other', type: '⚠', span }];
  const children = childrenOf(node).filter((c) => c.name !== ';');
  const unknown = (type = node.name): readonly Statement[] => [{ kind: 'other', type, span }];
  if (isBroken(children)) return unknown('⚠');
  switch (node.name) {
    case 'Block': {
      // A block by itself hides what is declared in it from what follows.
      const bare = node.parent?.name === 'Block' || node.parent?.name === 'Script';
      const declares = children.some((c) => c.name === 'VariableDeclaration' && c.firstChild?.name !== 'var');
      return bare && declares ? unknown() : scriptBlock(source, node);
    }
    case 'VariableDeclaration':
      return declaration(source, node, children);
    case 'ExpressionStatement':
      return children[0] ? effect(source, children[0]) : [];
    case 'ReturnStatement': {
      const value = children[1] && scriptExpression(source, children[1]);
      return [{ kind: 'return', ...(value && { value }), span }];
    }
    case 'IfStatement': {
      const [, test, then, , otherwise] = children;
      if (!test || !then) return unknown('⚠');
      return [
        lazily<Extract<Statement, { kind: 'if' }>, 'then' | 'otherwise'>(
          { kind: 'if', test: scriptExpression(source, test), span },
          {
            then: () => scriptStatement(source, then),
            otherwise: () => (otherwise ? scriptStatement(source, otherwise) : []),
          },
        ),
      ];
    }
    case 'ForStatement':
      return scriptLoop(source, node, children);
    case 'TryStatement':
      return children[1] ? scriptBlock(source, children[1]) : unknown('⚠');
    case 'LabeledStatement':
      return children.at(-1) ? scriptStatement(source, children.at(-1)!) : unknown();
    case 'ThrowStatement':
      return [{ kind: 'raise', span }];
    case 'FunctionDeclaration': {
      const definition = scriptDefinition(source, node);
      if (definition) return [{ kind: 'function', definition, span }];
      return children.some((c) => c.name === 'Block') ? unknown() : [{ kind: 'pass', span }];
    }
    case 'ClassDeclaration':
      return classStatement(source, node, children);
    case 'ImportDeclaration':
      return scriptImports(source, node, children);
    case 'ExportDeclaration': {
      const inner = children.at(-1);
      if (!inner || /^(ExportGroup|String|export)$/.test(inner.name)) return [{ kind: 'pass', span }];
      if (/(Declaration|Statement)$/.test(inner.name)) return scriptStatement(source, inner);
      return [{ kind: 'expression', value: scriptExpression(source, inner), span }];
    }
    case 'PropertyDeclaration': {
      const [binding] = bindingsOf(node);
      if (!binding) return [{ kind: 'pass', span }];
      const target: Syntax = {
        kind: 'name',
        name: textOf(source, binding.name).replace(/^#/, ''),
        span: spanOf(source, binding.name),
      };
      return [lazyAssign([target], source, binding.value, { span })];
    }
    case 'TypeAliasDeclaration':
    case 'InterfaceDeclaration':
    case 'AmbientDeclaration':
    case ';':
      return [{ kind: 'pass', span }];
    default:
      return unknown();
  }
};

/** The statements between braces. */
export const scriptBlock = (source: Source, block: SyntaxNode): readonly Statement[] =>
  childrenOf(block)
    .filter((c) => c.name !== '{' && c.name !== '}')
    .flatMap((c) => scriptStatement(source, c));

const lazyAssign = (
  targets: readonly Syntax[],
  source: Source,
  value: SyntaxNode,
  rest: Omit<Assign, 'kind' | 'targets' | 'value'>,
): Statement =>
  lazily<Assign, 'value'>(
    { kind: 'assign', targets, ...rest },
    { value: () => scriptExpression(source, value) },
  );

const declaration = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const word = children[0]?.name;
  const declares: Declares = word === 'let' || word === 'var' ? word : 'const';
  return splitAt(children.slice(1), ',').flatMap((group): readonly Statement[] => {
    const [target] = group;
    const equals = group.findIndex((c) => c.name === 'Equals');
    const value = equals >= 0 ? group[equals + 1] : undefined;
    const whole = { start: (target ?? node).from + source.shift, end: group.at(-1)!.to + source.shift };
    const span = children.some((c) => c.name === ',') ? whole : spanOf(source, node);
    if (!target || !value) return [{ kind: 'pass', span }];
    const required = requiredModule(source, value);
    if (required !== undefined) return scriptRequire(source, target, required, span);
    if (target.name !== 'VariableDefinition')
      return unpack(source, target, scriptExpression(source, value), declares, span);
    const typed = group.find((c) => c.name === 'TypeAnnotation');
    const name: Syntax = { kind: 'name', name: textOf(source, target), span: spanOf(source, target) };
    const type = typed && textOf(source, typed).replace(/^:\s*/, '');
    return [lazyAssign([name], source, value, { declares, ...(type !== undefined && { type }), span })];
  });
};

/** What `const [a, b] = v` and `const {a, b: c} = v` bind. */
export const unpack = (
  source: Source,
  target: SyntaxNode,
  value: Syntax,
  declares?: Declares,
  span = spanOf(source, target),
): readonly Statement[] => {
  const declared = declares ? { declares } : {};
  if (target.name === 'ArrayPattern') {
    const tuple = scriptTarget(source, target);
    return [{ kind: 'assign', targets: [tuple], value, ...declared, span }];
  }
  return childrenOf(target).flatMap((property): readonly Statement[] => {
    if (property.name === 'Spread') return [{ kind: 'other', type: 'ObjectPattern', span }];
    if (property.name !== 'PatternProperty') return [];
    const parts = childrenOf(property);
    const [key] = parts;
    const colon = parts.findIndex((p) => p.name === ':');
    const bound = colon >= 0 ? parts[colon + 1] : key;
    if (!key || !bound || key.name === 'Spread' || key.name === '[')
      return [{ kind: 'other', type: 'ObjectPattern', span }];
    const attribute: Syntax = {
      kind: 'attribute',
      object: value,
      name: textOf(source, key),
      span: spanOf(source, key),
    };
    const equals = parts.findIndex((p) => p.name === 'Equals');
    const fallback = equals >= 0 ? parts[equals + 1] : undefined;
    const taken: Syntax = fallback
      ? {
          kind: 'logic',
          op: 'default',
          left: attribute,
          right: scriptExpression(source, fallback),
          span: spanOf(source, property),
        }
      : attribute;
    if (bound.name !== 'VariableDefinition' && bound.name !== 'PropertyName' && bound.name !== 'VariableName')
      return unpack(source, bound, taken, declares, span);
    const name: Syntax = { kind: 'name', name: textOf(source, bound), span: spanOf(source, bound) };
    return [{ kind: 'assign', targets: [name], value: taken, ...declared, span }];
  });
};

/** What stands left of an `=`, or between `const` and `of`. */
export const scriptTarget = (source: Source, node: SyntaxNode): Syntax => {
  const span = spanOf(source, node);
  if (node.name === 'VariableDefinition') return { kind: 'name', name: textOf(source, node), span };
  if (node.name !== 'ArrayPattern' && node.name !== 'ArrayExpression') return scriptExpression(source, node);
  const children = childrenOf(node).slice(1, -1);
  const items: Syntax[] = [];
  let open = true;
  for (const [i, child] of children.entries()) {
    if (child.name === ',') {
      if (open) items.push({ kind: 'name', name: '_', span: spanOf(source, child) });
      open = true;
    } else if (open) {
      const next = children[i + 1];
      items.push(next && next.name !== ',' ? other(span, node.name) : scriptTarget(source, child));
      open = false;
    }
  }
  return { kind: 'tuple', items, span };
};

/** A call for its effect, an assignment, i++ and comma-separated ones of these. */
export const effect = (source: Source, node: SyntaxNode): readonly Statement[] => {
  const span = spanOf(source, node);
  const children = childrenOf(node);
  switch (node.name) {
    case 'SequenceExpression':
      return children.filter((c) => c.name !== ',').flatMap((c) => effect(source, c));
    case 'ParenthesizedExpression':
      return children.length === 3 ? effect(source, children[1]!) : [{ kind: 'other', type: '⚠', span }];
    case 'PostfixExpression':
    case 'UnaryExpression': {
      const sign = children.find((c) => c.name === 'ArithOp');
      const operand = children.find((c) => c !== sign);
      const op = sign && textOf(source, sign);
      if (!operand || (op !== '++' && op !== '--')) break;
      const value: Syntax = { kind: 'number', text: '1', span };
      return [
        {
          kind: 'assign',
          targets: [scriptExpression(source, operand)],
          op: op === '++' ? '+' : '-',
          value,
          span,
        },
      ];
    }
    case 'AssignmentExpression':
      return assignment(source, node, children);
    case 'String':
      return [{ kind: 'pass', span }];
  }
  return [{ kind: 'expression', value: scriptExpression(source, node), span }];
};

const assignment = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const span = spanOf(source, node);
  const [first, sign, right] = children;
  if (!first || !sign || !right || isBroken(children)) return [{ kind: 'other', type: '⚠', span }];
  if (sign.name === 'UpdateOp') {
    const op = textOf(source, sign).slice(0, -1);
    const target = scriptTarget(source, first);
    const value = scriptExpression(source, right);
    const joined = op === '??' ? 'default' : op === '||' ? 'or' : op === '&&' ? 'and' : undefined;
    if (joined) {
      const guarded: Syntax = { kind: 'logic', op: joined, left: target, right: value, span };
      return [{ kind: 'assign', targets: [target], value: guarded, span }];
    }
    if (op === '>>>') return [{ kind: 'other', type: op, span }];
    return [{ kind: 'assign', targets: [target], op: op as BinaryOperator, value, span }];
  }
  if (first.name === 'ObjectPattern')
    return unpack(source, first, scriptExpression(source, right), undefined, span);
  const targets = [scriptTarget(source, first)];
  let value = right;
  while (value.name === 'AssignmentExpression') {
    const [target, equals, inner] = childrenOf(value);
    if (!target || equals?.name !== 'Equals' || !inner) return [{ kind: 'other', type: node.name, span }];
    targets.push(scriptTarget(source, target));
    value = inner;
  }
  return [lazyAssign(targets, source, value, { span })];
};

const classStatement = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const span = spanOf(source, node);
  const name = children.find((c) => c.name === 'VariableDefinition');
  const body = children.find((c) => c.name === 'ClassBody');
  if (!name || !body) return [{ kind: 'other', type: node.name, span }];
  const extended = children.findIndex((c) => c.name === 'extends');
  const base = extended >= 0 ? children[extended + 1] : undefined;
  const className = textOf(source, name);
  return [
    lazily<Extract<Statement, { kind: 'class' }>, 'body'>(
      { kind: 'class', name: className, bases: base ? [scriptExpression(source, base)] : [], span },
      {
        body: () =>
          childrenOf(body).flatMap((c): readonly Statement[] => {
            if (c.name === 'PropertyDeclaration') return scriptStatement(source, c);
            const definition =
              c.name === 'MethodDeclaration' ? scriptDefinition(source, c, className) : undefined;
            return definition ? [{ kind: 'function', definition, span: definition.span }] : [];
          }),
      },
    ),
  ];
};

/** The places where a name is given a value: const a = 1, b = 2; a = 1; a class's field. */
export const bindingsOf = (node: SyntaxNode): { readonly name: SyntaxNode; readonly value: SyntaxNode }[] => {
  if (node.name === 'ExpressionStatement') {
    const inner = node.firstChild;
    const [name, equals, value] = inner?.name === 'AssignmentExpression' ? childrenOf(inner) : [];
    return name?.name === 'VariableName' && equals?.name === 'Equals' && value ? [{ name, value }] : [];
  }
  if (node.name !== 'VariableDeclaration' && node.name !== 'PropertyDeclaration') return [];
  return splitAt(
    childrenOf(node).filter((c) => c.name !== ';'),
    ',',
  ).flatMap((group) => {
    const name = group.find((c) => /^(VariableDefinition|(Private)?PropertyDefinition)$/.test(c.name));
    const equals = group.findIndex((c) => c.name === 'Equals');
    const value = equals >= 0 ? group[equals + 1] : undefined;
    return name && value ? [{ name, value }] : [];
  });
};

/** The module of a `require('…')`. */
const requiredModule = (source: Source, value: SyntaxNode): string | undefined =>
  /^require\(\s*(["'])([^"']+)\1\s*\)$/.exec(
    value.name === 'CallExpression' ? textOf(source, value) : '',
  )?.[2];

const scriptRequire = (
  source: Source,
  target: SyntaxNode,
  module: string,
  span: Statement['span'],
): readonly Statement[] => {
  if (target.name === 'VariableDefinition')
    return [{ kind: 'import', module, names: [{ name: '', alias: textOf(source, target) }], span }];
  const names = childrenOf(target)
    .filter((c) => c.name === 'PatternProperty')
    .map((property) => {
      const parts = childrenOf(property).filter((c) => c.name !== ':');
      return { name: textOf(source, parts[0]!), alias: textOf(source, parts.at(-1)!) };
    });
  return [{ kind: 'import', module, names, span }];
};
