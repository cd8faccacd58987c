/**
 * Timing of peers against each other. Machines drift, so the peers take turns, sample by sample, and a ratio is the median of
 * the ratios within one turn; absolute times are for orientation only.
 */

/** @typedef {{ name: string, sample: (times: number) => number | Promise<number> }} Peer sample: milliseconds for so many runs */
/** @typedef {{ name: string, median: number, ratio: number, samples: number }} Timing median in milliseconds a run */

/** @param {string} name @param {() => unknown} run @returns {Peer} */
export function peer(name, run) {
  return {
    name,
    sample(times) {
      const start = performance.now();
      for (let i = 0; i < times; i++) sink = run();
      return performance.now() - start;
    },
  };
}

/**
 * A peer that gets a new input for each run, made before the clock starts, so that nothing that it keeps by input helps it.
 * @template T @param {string} name @param {() => T} input @param {(input: T) => unknown} run @returns {Peer}
 */
export function peerOnFresh(name, input, run) {
  return {
    name,
    sample(times) {
      const inputs = Array.from({ length: times }, input);
      const start = performance.now();
      for (const each of inputs) sink = run(each);
      return performance.now() - start;
    },
  };
}
/** Results go here, so that no run is optimised away. */
export let sink = /** @type {unknown} */ (undefined);

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values */
export const geometricMean = (values) =>
  Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);

/**
 * Times the peers in turns; ratios are to the first.
 * @param {Peer[]} peers
 * @param {{ turns?: number, sampleMs?: number, slowMs?: number, warmUpMs?: number }} [options] slowMs: a peer whose single run takes longer
 *   takes part in the first three turns only
 * @returns {Promise<Timing[]>}
 */
export async function compare(peers, { turns = 25, sampleMs = 3, slowMs = 400, warmUpMs = 60 } = {}) {
  const runs = [];
  for (const { sample } of peers) {
    // Warm up, and find how many runs make a sample.
    let times = 1;
    let spent = 0;
    let last;
    for (;;) {
      last = await sample(times);
      spent += last;
      if (spent > warmUpMs && last >= sampleMs) break;
      if (last < sampleMs) times = Math.ceil(times * Math.min(10, (1.2 * sampleMs) / Math.max(last, 1e-3)));
    }
    runs.push({ times, slow: last / times > slowMs });
  }
  const taken = peers.map(() => /** @type {number[]} */ ([]));
  const ratios = peers.map(() => /** @type {number[]} */ ([]));
  for (let turn = 0; turn < turns; turn++) {
    const now = new Map();
    for (let k = 0; k < peers.length; k++) {
      const at = (turn + k) % peers.length;
      const { times, slow } = runs[at];
      if (slow && turn >= 3) continue;
      const ms = (await peers[at].sample(times)) / times;
      now.set(at, ms);
      taken[at].push(ms);
    }
    for (const [at, ms] of now) if (now.has(0)) ratios[at].push(ms / now.get(0));
  }
  return peers.map(({ name }, at) => ({
    name,
    median: median(taken[at]),
    ratio: median(ratios[at]),
    samples: taken[at].length,
  }));
}
