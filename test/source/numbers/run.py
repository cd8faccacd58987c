"""Runs the cases of python.txt and hard.txt with NumPy and writes what comes out beside them, as JSON."""
import json
import math
import pathlib
import re

import numpy as np

here = pathlib.Path(__file__).parent
for file in ('python', 'hard'):
    out = {}
    for part in re.split(r'^## ', (here / f'{file}.txt').read_text(), flags=re.M)[1:]:
        title, rest = part.split('\n', 1)
        header, code = rest.split('\n\n', 1)
        inputs = {}
        for line in header.strip().split('\n'):
            name, value = line.split(' = ', 1)
            inputs[name] = json.loads(value)
        scope = {'np': np, 'math': math}
        exec(code, scope)
        f = scope['f']
        given = {k: np.array(v) if isinstance(v, list) else v for k, v in inputs.items() if k in f.__code__.co_varnames}
        result = np.asarray(f(**given), dtype=float)
        out[title.strip()] = {'inputs': inputs, 'shape': list(result.shape), 'values': result.ravel().tolist()}
    (here / f'{file}.json').write_text(json.dumps(out) + '\n')
    print(file, len(out), 'cases')
