"""Softmax, as it is written by hand. Start here.

1.  Put the cursor in the vector below and run "Nabla: Softmax and Jacobian" (F1, or the context menu).
2.  Put the cursor in a function and run "Nabla: Derive Selection".
3.  Point at `softmax` with the mouse.
"""

import numpy as np

# Put the cursor between the brackets, or select them: p = softmax(o), and its Jacobian diag(p) - p pᵀ.
o = np.array([2.0, 1.0, 0.1])


def softmax(z):
    # The shift by the maximum cancels in the derivative: the derivation shows where.
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_naive(x):
    # The same derivative, but at x = 1000 the result is nan.
    return np.exp(x) / np.sum(np.exp(x))


def softmax_with_temperature(z, temperature=2.0):
    # Try "Nabla: Derive With Respect To…": there are two variables to choose from.
    e = np.exp(z / temperature)
    return e / np.sum(e)


def log_softmax(z):
    # Its derivative is simpler than that of softmax: no product is left.
    m = z.max()
    return z - m - np.log(np.sum(np.exp(z - m)))


def softmax_backward(dp, p):
    # The backward pass: the vector dp times the Jacobian, without building it.
    return p * (dp - np.sum(dp * p))


def d_softmax(p):
    # The commonest mistake: these are only the entries with i = j. Those with i ≠ j are not zero: Nabla says so.
    return p * (1 - p)


def main():
    p = softmax(o)
    print("p =", p)
    print("J =", np.diag(p) - np.outer(p, p), sep="\n")
    # Numbers that were printed can be read too, here or in any text file: select them.
    #   [0.65900114 0.24243297 0.09856589]

    # Finite differences agree with the formula.
    h = 1e-6
    columns = [(softmax(o + h * d) - softmax(o - h * d)) / (2 * h) for d in np.eye(3)]
    print("largest difference:", np.abs(np.stack(columns, axis=1) - (np.diag(p) - np.outer(p, p))).max())
    print("log p =", log_softmax(o), " temperature 2:", softmax_with_temperature(o))
    dp = np.array([1.0, 0.0, 0.0])
    print("dp J =", softmax_backward(dp, p), " diagonal only:", dp * d_softmax(p))
    with np.errstate(all="ignore"):
        print("naive at 1000:", softmax_naive(np.array([1000.0, 0.0])))


if __name__ == "__main__":
    main()
