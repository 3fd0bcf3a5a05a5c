/** Bytes and texts as they cross the wire: what must stay byte by byte is cut out of a reply, never written anew. */
import { decode } from "../generated/contract.js";

const UTF8 = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DEEPEST = 500;
const ESCAPED = /\\u[dD][89abAB]|\\u[dD][c-fC-F]/;
const LONE = /[\ud800-\udfff]/u;

/** @param {string} text */
export function bytesOf(text) {
  return UTF8.encode(text);
}

/** What bytes of a command say, or undefined for what no reader understands. @param {Uint8Array} bytes @returns {any} */
export function readBytes(bytes) {
  try {
    const text = STRICT.decode(bytes);
    return isTooDeep(text) ? undefined : JSON.parse(text, ESCAPED.test(text) ? whole : undefined);
  } catch {
    return undefined; // a broken store: the bytes are sent all the same, and the server keeps them
  }
}

/** @param {Uint8Array} bytes */
export function hexOf(bytes) {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** Half a character, told by an escape, is read by nobody. @param {string} _name @param {any} value */
function whole(_name, value) {
  if (typeof value === "string" && LONE.test(value)) throw new SyntaxError("half a character");
  return value;
}

/** @param {string} text */
function isTooDeep(text) {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = afterString(text, at) - 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** @param {string} text @param {number} from */
function afterString(text, from) {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** @param {string} text @param {number} from */
function afterValue(text, from) {
  if (text[from] === '"') return afterString(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = afterString(text, at) - 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if ((sign === "}" || sign === "]" || sign === ",") && depth === 0) return at;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0 && (sign === "}" || sign === "]")) return at + 1;
  }
  return text.length;
}

/** @param {string} text @param {number} from */
function skipBlank(text, from) {
  let at = from;
  while (at < text.length && " \t\r\n,:".includes(text[at])) at += 1;
  return at;
}

/** The members of a JSON list, each as its own text. @param {string} text @returns {string[]} */
export function membersOf(text) {
  const found = [];
  let at = skipBlank(text, skipBlank(text, 0) + 1);
  while (at < text.length && text[at] !== "]") {
    const end = afterValue(text, at);
    found.push(text.slice(at, end).trimEnd());
    at = skipBlank(text, end);
  }
  return found;
}

/** The text of one field of a JSON object, undefined where it has none. @param {string} text @param {string} name */
export function fieldOf(text, name) {
  /** @type {string | undefined} */
  let found;
  let at = skipBlank(text, skipBlank(text, 0) + 1);
  while (at < text.length && text[at] !== "}") {
    const key = text.slice(at, afterString(text, at));
    const begin = skipBlank(text, at + key.length);
    const end = afterValue(text, begin);
    if (JSON.parse(key) === name) found = text.slice(begin, end).trimEnd();
    at = skipBlank(text, end);
  }
  return found;
}

/**
 * A reply with rows: what the contract says of it, and each row's record as the very text that came.
 *
 * @param {"PullReply" | "BootReply" | "DigestReply"} name
 * @param {string} text
 * @returns {any}
 */
function readRows(name, text) {
  const reply = decode(name, JSON.parse(text));
  const slices = membersOf(fieldOf(text, "rows") ?? "[]");
  const rows = reply.rows.map((row, i) => {
    const [scope, kind, id, op, version] = row;
    return { scope, kind, id, op, version, record: membersOf(slices[i])[5] };
  });
  return { ...reply, rows };
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").PullReply} */
export function readPull(text) {
  return readRows("PullReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").BootReply} */
export function readBoot(text) {
  return readRows("BootReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").DigestReply} */
export function readDigest(text) {
  return readRows("DigestReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").PushReply} */
export function readPush(text) {
  return decode("PushReply", JSON.parse(text));
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").WipeReply} */
export function readWipe(text) {
  return decode("WipeReply", JSON.parse(text));
}
