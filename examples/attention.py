"""Functions of several steps. The derivation follows the names of the code, one short chain for each."""

import numpy as np


def attention(q, K, V):
    """One query q over the rows of K and V. Derive it by q, then by V ("Nabla: Derive With Respect To…")."""
    scores = K @ q / np.sqrt(q.shape[0])
    e = np.exp(scores - np.max(scores))
    weights = e / np.sum(e)
    return weights @ V


def layer_norm(x, gamma, beta, eps=1e-5):
    """Every output depends on every input, by way of the mean and the variance."""
    mean = np.mean(x)
    variance = np.mean((x - mean) ** 2)
    normed = (x - mean) / np.sqrt(variance + eps)
    return gamma * normed + beta


def rms_norm(x, g, eps=1e-6):
    return g * x / np.sqrt(np.mean(x**2) + eps)


def gelu(x):
    """The approximation by tanh."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def cosine_similarity(a, b):
    return np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))


def main():
    random = np.random.default_rng(0)
    q, K, V = random.normal(size=4), random.normal(size=(3, 4)), random.normal(size=(3, 2))
    print("attention:", attention(q, K, V))
    x = np.array([1.0, 2.0, 4.0])
    print("layer norm:", layer_norm(x, np.ones(3), np.zeros(3)))
    print("RMS norm:", rms_norm(x, np.ones(3)))
    print("GELU:", gelu(x), " cosine:", cosine_similarity(x, x[::-1]))


if __name__ == "__main__":
    main()
