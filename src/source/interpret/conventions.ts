/** What names usually mean. Used only where nothing else decides, and never against a value that is given. */

const scalars =
  /^(?:eps(?:ilon)?|EPS(?:ILON)?|alpha|beta|gamma|delta|lamb?(?:da)?_?|lmbda|reg\w*|lr|learning_rate|temp(?:erature)?|temp_?|T|tau|margin|smooth(?:ing)?|c|C|k|n|m|N|M|degree|rate|nu|rho|eta|theta|kappa|omega|sigma\w*|std\w*|var|mean|variance|scale|shift|slope|decay|weight_decay|momentum|step\w*|dt|num_?\w*|n_\w+|size|count|length\w*|length_scale|l|power|exponent|order|base|factor|coef\w*|constant|const|penalty|threshold|thresh|cutoff|lower|upper|lo|hi|low|high|min\w*|max\w*|clip\w*|offset|intercept|a_?min|a_?max|l1|l2|axis|dim|clip_delta|label_smoothing|safe\w*|\w+_(?:eps|epsilon|scale|factor|rate|weight|coef|loss|norm|temperature))$/;

/** ε, the temperature, the margin … stay numbers beside vectors. */
export const isScalarName = (name: string): boolean => scalars.test(name);

/** Targets stand beside predictions of the same shape. */
export const isTargetName = (name: string): boolean =>
  /^(?:y|t|q|ys|Y|targets?|labels?|truth|y_?true|y_?label\w*|one_?hot\w*|y_?one_?hot|target_\w+|mask|weights?|labels_\w+|ground_truth|gt|tgt|expected|y_?hat|y_?pred\w*|preds?|predictions?|outputs?|probs|probabilities|dout|grad\w*|upstream|d?loss_?grad)$/.test(
    name,
  );

/** A bias or gain is added to, or multiplies, each component of a layer's output. */
export const isGainOrBias = (name: string): boolean =>
  /^(?:b(?:ias)?_?\w?\d*|gamma|beta|gain|weight)$/.test(name);

/** Names that choose an axis or a form, rather than a quantity to derive by. */
export const isSwitchName = (name: string): boolean =>
  /^(?:axis|axes|dim|dims|ddof|keep_?dims?|ndim|num_classes|n_classes|dtype|device|reduction|training|inplace)$/.test(
    name,
  );

/** Axes by an annotation: number[], Float64Array, List[List[float]], Float[Tensor, "n d"] … ; undefined where it says nothing. */
export const rankOfType = (type: string): number | undefined => {
  const t = type
    .replace(/\s+/g, '')
    .replace(/\|(?:None|null|undefined)$/, '')
    .replace(/^Optional\[(.*)\]$/, '$1');
  if (/^(?:float|int|number|np\.float\d*|float(?:32|64)?|Number|double)$/.test(t)) return 0;
  if (/^(?:readonly)?(?:number|float)\[\]\[\]$|^(?:readonly)?\(?(?:readonly)?number\[\]\)?\[\]$/.test(t))
    return 2;
  if (/^(?:readonly)?number\[\]$|^Array<number>$|^ReadonlyArray<number>$|^Float(?:32|64)Array/.test(t))
    return 1;
  const lists =
    /^((?:(?:typing\.)?(?:List|list|Sequence|Iterable|Tuple|tuple|Array|ReadonlyArray)[[<])+)(?:float|int|number|Float64Array|Float32Array|number\[\])/.exec(
      t,
    );
  if (lists) return lists[1]!.split(/[[<]/).length - 1 + (/number\[\]|Float\d\dArray/.test(t) ? 1 : 0);
  if (/^(?:Float64Array|Float32Array)\[\]$/.test(t)) return 2;
  if (/^(?:Vector|Vec|Tensor1D|tf\.Tensor1D|FloatVector)$/.test(t)) return 1;
  if (/^(?:Matrix|Mat|Tensor2D|tf\.Tensor2D)$/.test(t)) return 2;
  const jaxtyping = /^\w+\[[\w.]+,["']([^"']*)["']\]$/.exec(type.replace(/,\s+/g, ','));
  if (jaxtyping) return jaxtyping[1]!.split(/\s+/).filter((word) => word !== '' && word !== '...').length;
  return undefined;
};

/** Axes by a docstring: "x : array of shape (n, d)", "x (N, D)", "X: a numpy matrix of size (n,m)". */
export const rankOfDocstring = (docstring: string, name: string): number | undefined => {
  const escaped = name.replace(/[$]/g, '\\$&');
  for (const line of docstring.split('\n')) {
    const m = new RegExp(`(?:^|[^\\w])${escaped}\\s*(?::|--|-|—|\\(|of shape|has shape|is)(.*)$`).exec(line);
    const shape =
      /(?:shape|size|dimensions?|array|ndarray|tensor|matrix)\D{0,12}[([]\s*(\w+(?:\s*,\s*\w+)*)\s*,?\s*[)\]]/.exec(
        m?.[1] ?? '',
      );
    if (shape) return shape[1]!.split(',').filter((part) => part.trim() !== '').length;
  }
  return undefined;
};
