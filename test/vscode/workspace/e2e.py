"""What the end-to-end tests point at. Short lines: half a window shows them."""
import numpy as np

logits = np.array([2.0, 1.0, 0.1])
picked = [2.0, 1.0, 0.1]


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def naive(z):
    return np.exp(z) / np.sum(np.exp(z))


p = softmax(logits)
q = softmax(np.array([1.0, 2.0, 3.0]))
sigmoid = 1 / (1 + np.exp(-x))

figsize = [3, 4]
ragged = [[1.0, 2.0], [3.0]]
words = ["a", "b"]
strange = frobnicate(x) + 1
