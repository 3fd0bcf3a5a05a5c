/** SHA-256 and BLAKE2b-128, at once: a database's transaction would not wait for the platform's own. */

const K = roots(64, 3);
const START = roots(8, 2);

/** The first 32 bits of the fractions of the roots of the first primes. @param {number} count @param {2 | 3} degree */
function roots(count, degree) {
  const told = new Uint32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    if (!isPrime(n)) continue;
    const root = degree === 2 ? Math.sqrt(n) : Math.cbrt(n);
    told[found++] = (root - Math.floor(root)) * 2 ** 32;
  }
  return told;
}

/** @param {number} n */
function isPrime(n) {
  for (let by = 2; by * by <= n; by++) if (n % by === 0) return false;
  return true;
}

/** @param {number} word @param {number} by */
function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** The SHA-256 of some bytes. @param {Uint8Array} bytes @returns {Uint8Array} */
export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + i * 4);
    shaBlock(state, words);
  }
  const told = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => told.setUint32(i * 4, word));
  return new Uint8Array(told.buffer);
}

/** @param {Uint32Array} state @param {Uint32Array} w */
function shaBlock(state, w) {
  for (let i = 16; i < 64; i++) {
    const low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = w[i - 16] + low + w[i - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

// --- BLAKE2b, with 64 bits as two words, the lower one first ------------------------------------------------------------

const IV = new Uint32Array([
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19,
]);
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
];
const LINES = [
  [0, 8, 16, 24], [2, 10, 18, 26], [4, 12, 20, 28], [6, 14, 22, 30],
  [0, 10, 20, 30], [2, 12, 22, 24], [4, 14, 16, 26], [6, 8, 18, 28],
];

/** @param {Uint32Array} v @param {number} to @param {number} low @param {number} high */
function add(v, to, low, high) {
  const sum = v[to] + low;
  v[to] = sum;
  v[to + 1] += high + (sum >= 2 ** 32 ? 1 : 0);
}

/** @param {Uint32Array} v @param {Uint32Array} m @param {number[]} line @param {number} x @param {number} y */
function mix(v, m, [a, b, c, d], x, y) {
  add(v, a, v[b], v[b + 1]);
  add(v, a, m[x], m[x + 1]);
  let low = v[d] ^ v[a];
  let high = v[d + 1] ^ v[a + 1];
  v[d] = high;
  v[d + 1] = low;
  add(v, c, v[d], v[d + 1]);
  low = v[b] ^ v[c];
  high = v[b + 1] ^ v[c + 1];
  v[b] = (low >>> 24) ^ (high << 8);
  v[b + 1] = (high >>> 24) ^ (low << 8);
  add(v, a, v[b], v[b + 1]);
  add(v, a, m[y], m[y + 1]);
  low = v[d] ^ v[a];
  high = v[d + 1] ^ v[a + 1];
  v[d] = (low >>> 16) ^ (high << 16);
  v[d + 1] = (high >>> 16) ^ (low << 16);
  add(v, c, v[d], v[d + 1]);
  low = v[b] ^ v[c];
  high = v[b + 1] ^ v[c + 1];
  v[b] = (high >>> 31) ^ (low << 1);
  v[b + 1] = (low >>> 31) ^ (high << 1);
}

/** @param {Uint32Array} h @param {Uint32Array} m @param {number} count @param {boolean} last */
function blakeBlock(h, m, count, last) {
  const v = new Uint32Array(32);
  v.set(h);
  v.set(IV, 16);
  v[24] ^= count;
  v[25] ^= Math.floor(count / 2 ** 32);
  if (last) {
    v[28] = ~v[28];
    v[29] = ~v[29];
  }
  for (const order of SIGMA) LINES.forEach((line, i) => mix(v, m, line, order[2 * i] * 2, order[2 * i + 1] * 2));
  for (let i = 0; i < 16; i++) h[i] ^= v[i] ^ v[i + 16];
}

/** The BLAKE2b of some bytes, without a key. @param {Uint8Array} bytes @param {number} size @returns {Uint8Array} */
export function blake2b(bytes, size) {
  const h = IV.slice();
  h[0] ^= 0x01010000 ^ size;
  const blocks = Math.max(1, Math.ceil(bytes.length / 128));
  const padded = new DataView(new ArrayBuffer(blocks * 128));
  new Uint8Array(padded.buffer).set(bytes);
  const m = new Uint32Array(32);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 32; i++) m[i] = padded.getUint32(block * 128 + i * 4, true);
    blakeBlock(h, m, Math.min(bytes.length, (block + 1) * 128), block === blocks - 1);
  }
  const told = new DataView(new ArrayBuffer(64));
  h.forEach((word, i) => told.setUint32(i * 4, word, true));
  return new Uint8Array(told.buffer, 0, size);
}
