"""What the end-to-end tests point at."""
import numpy as np

logits = np.array([2.0, 1.0, 0.1])
picked = [2.0, 1.0, 0.1]


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def naive(x):
    return np.exp(x) / np.sum(np.exp(x))


def swish(u, beta):
    return u / (1 + np.exp(-beta * u))


p = softmax(logits)
q = softmax(np.array([1.0, 2.0, 3.0]))
sigmoid = 1 / (1 + np.exp(-x))

figsize = [3, 4]
ragged = [[1.0, 2.0], [3.0]]
words = ["a", "b"]
strange = frobnicate(x) + 1
many = np.array([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
])
