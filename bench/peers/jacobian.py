"""Times softmax and its Jacobian in NumPy and, where it is there, torch: one JSON request a line, one JSON answer (ms)."""

import functools
import json
import sys
import time

import numpy as np

try:
    import torch
except ImportError:
    torch = None


@functools.lru_cache(maxsize=1)
def prepare(n):
    x = np.random.default_rng(1).normal(size=n) * 3
    return x, np.empty((n, n)), torch.from_numpy(x.copy()) if torch else None


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def diag_minus_outer(n):
    x, _, _ = prepare(n)
    p = softmax(x)
    return np.diag(p) - np.outer(p, p)


def with_out(n):
    x, out, _ = prepare(n)
    p = softmax(x)
    np.multiply.outer(p, -p, out=out)
    out.flat[:: n + 1] += p
    return out


def functional_jacobian(n):
    _, _, t = prepare(n)
    return torch.autograd.functional.jacobian(lambda o: torch.softmax(o, 0), t)


PEERS = {"numpy": diag_minus_outer, "numpy out=": with_out}
VERSIONS = {"numpy": np.__version__}
if torch:
    PEERS["torch"] = functional_jacobian
    VERSIONS["torch"] = torch.__version__

print(json.dumps({"peers": list(PEERS), "versions": VERSIONS}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    run, n, times = PEERS[request["name"]], request["n"], request["times"]
    prepare(n)
    start = time.perf_counter()
    for _ in range(times):
        run(n)
    print(json.dumps((time.perf_counter() - start) * 1e3), flush=True)
