"""Runs the cases of python.txt, hard.txt and libraries.txt with NumPy and writes what comes out beside them, as JSON."""
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

# Numbers for all library calls.
inputs = {
    'x': [0.3, -1.2, 0.8],
    'y': [0.5, 0.4, -0.7],
    't': [1.0, 0.0, 1.0],
    'p': [0.2, 0.5, 0.3],
    'q': [0.3, 0.3, 0.4],
    'X': [[0.3, -1.2, 0.8], [1.4, 0.2, -0.6]],
    'Y': [[0.2, 0.7, 0.1], [0.5, 0.1, 0.4]],
    'label': [2, 0],
}
scope = {k: np.array(v) for k, v in inputs.items()}
scope.update(np=np, erf=np.vectorize(math.erf, otypes=[float]))
out = {'inputs': inputs, 'values': {}}
for line in (here / 'libraries.txt').read_text().split('\n'):
    if ' :: ' not in line or line.startswith('#'):
        continue
    code, same = line.split(' :: ', 1)
    out['values'][code] = np.asarray(eval(same, scope), dtype=float).ravel().tolist()
(here / 'libraries.json').write_text(json.dumps(out) + '\n')
print('libraries', len(out['values']), 'calls')
