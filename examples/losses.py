"""Losses and their gradients. Put the cursor in a function and run "Nabla: Derive Selection"."""

import numpy as np


def cross_entropy(logits, y):
    """Cross-entropy of one example; y is one-hot. The derivative by the logits is p - y: see how it gets there."""
    z = logits - np.max(logits)
    log_p = z - np.log(np.sum(np.exp(z)))
    return -np.sum(y * log_p)


def cross_entropy_gradient(logits, y):
    e = np.exp(logits - np.max(logits))
    p = e / np.sum(e)
    return p - y


def mse(prediction, target):
    return np.mean((prediction - target) ** 2)


def mse_gradient(prediction, target):
    return 2 * (prediction - target) / prediction.size


def huber_smooth(r, delta=1.0):
    """Pseudo-Huber: quadratic near 0, linear far away."""
    return delta**2 * (np.sqrt(1 + (r / delta) ** 2) - 1)


def binary_cross_entropy(x, t):
    """On the logit x, in the form that cannot overflow."""
    return np.maximum(x, 0) - x * t + np.log1p(np.exp(-np.abs(x)))


def logistic_loss(x):
    # Select the expression alone, without `return`: that is enough.
    return np.log(1 + np.exp(-x))


def kl_divergence(p, q):
    return np.sum(p * (np.log(p) - np.log(q)))


def ridge(w, x, y, alpha=0.1):
    """One example; try the derivative with respect to w."""
    return (np.dot(w, x) - y) ** 2 + alpha * np.sum(w**2)


def main():
    logits = np.array([2.0, 1.0, 0.1])
    y = np.array([0.0, 1.0, 0.0])
    h = 1e-6
    numeric = [(cross_entropy(logits + h * d, y) - cross_entropy(logits - h * d, y)) / (2 * h) for d in np.eye(3)]
    print("cross-entropy:", cross_entropy(logits, y))
    print("gradient:     ", cross_entropy_gradient(logits, y))
    print("numerically:  ", np.array(numeric))
    prediction, target = np.array([1.0, 2.0]), np.array([1.5, 1.5])
    print("mse:", mse(prediction, target), mse_gradient(prediction, target))
    print("others:", huber_smooth(0.5), binary_cross_entropy(0.3, 1.0), logistic_loss(0.3))
    p, q = np.array([0.2, 0.8]), np.array([0.5, 0.5])
    print("KL:", kl_divergence(p, q), " ridge:", ridge(p, q, 1.0))


if __name__ == "__main__":
    main()
