/**
 * Lengths of axes while code is being read: symbols '?1', '?2' … that are found to be equal one by one (union-find), and
 * digits for known lengths. '1' is an axis that broadcasting stretches.
 */
export interface Dims {
  readonly fresh: (wish?: string) => string;
  readonly find: (dim: string) => string;
  /** Makes two lengths one; false where both are known and differ. */
  readonly unify: (a: string, b: string) => boolean;
  /** The name that somebody wished for this axis, if any. */
  readonly wish: (dim: string) => string | undefined;
}

export const newDims = (): Dims => {
  const parent = new Map<string, string>();
  const wishes = new Map<string, string>();
  let count = 0;
  const find = (dim: string): string => {
    let d = dim;
    for (let up = parent.get(d); up !== undefined; up = parent.get(d)) d = up;
    return d;
  };
  return {
    find,
    fresh: (wish) => {
      const dim = `?${++count}`;
      if (wish !== undefined) wishes.set(dim, wish);
      return dim;
    },
    unify: (a, b) => {
      const [x, y] = [find(a), find(b)];
      if (x === y) return true;
      const [fixedX, fixedY] = [isFixed(x), isFixed(y)];
      if (fixedX && fixedY) return false;
      const [from, to] = fixedX ? [y, x] : [x, y];
      parent.set(from, to);
      const wish = wishes.get(from);
      if (wish !== undefined && !isFixed(to) && !wishes.has(to)) wishes.set(to, wish);
      return true;
    },
    wish: (dim) => wishes.get(find(dim)),
  };
};

export const isFixed = (dim: string): boolean => /^\d+$/.test(dim);
