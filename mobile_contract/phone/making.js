/** How records are made from what a command says, as the server would write them. Pure. */
import { decode, KINDS, shapeOf } from "../generated/contract.js";

/** @typedef {import("./overlay.js").Shown} Shown */

/** How a stay, a tenancy or a service stands (`ResidencyStatus`). */
export const EFFECTIVE = "12";
export const ENDED = "ended";

/** The names of a record's fields. @param {number} kind */
export function namesOf(kind) {
  return shapeOf(KINDS[kind]).fields.map((one) => one.name);
}

/** A record of these values; what they do not name has its default. @param {number} kind @param {Record<string, any>} values */
export function made(kind, values) {
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  return /** @type {Shown} */ (decode(KINDS[kind], { type: shapeOf(KINDS[kind]).tag, ...Object.fromEntries(told) }));
}

/** What a record has straight from the command that makes it: fields of one name. @param {number} kind @param {any} command */
export function told(kind, command) {
  const names = namesOf(kind).filter((name) => name !== "id" && name in command);
  return { id: command.entity, ...Object.fromEntries(names.map((name) => [name, command[name]])) };
}

/** As `told`, with every set in its order. @param {number} kind @param {any} command */
export function alike(kind, command) {
  const values = Object.entries(told(kind, command));
  return Object.fromEntries(values.map(([name, value]) => [name, Array.isArray(value) ? mergeSet([], value, []) : value]));
}

/**
 * A set after additions and removals, sorted. What is both added and removed is there: add wins.
 *
 * @param {readonly string[]} current
 * @param {readonly string[]} add
 * @param {readonly string[]} remove
 * @returns {string[]}
 */
export function mergeSet(current, add, remove) {
  return [...new Set([...current.filter((one) => !remove.includes(one)), ...add])].sort(byCodePoint);
}

/** @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const [mine, theirs] = [[...one], [...other]];
  for (let i = 0; i < mine.length && i < theirs.length; i++) {
    if (mine[i] !== theirs[i]) return (mine[i].codePointAt(0) ?? 0) - (theirs[i].codePointAt(0) ?? 0);
  }
  return mine.length - theirs.length;
}

const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_800_000;

/** Whether an instant lies within the years that a date can have. @param {number} ms */
export function isDated(ms) {
  return ms >= FIRST_MS && ms < LAST_MS;
}

/** The phone's own clock, within the years that a date can have: a hint until the server's time is back. @param {number} wall */
export function instantOf(wall) {
  const text = new Date(isDated(wall) ? wall : 0).toISOString();
  return text.endsWith(".000Z") ? text.replace(".000Z", "Z") : text.replace("Z", "000Z");
}

/** Longitude and latitude where the datum is the records' own; elsewhere the server converts. @param {any} point */
export function placeOf(point) {
  const isOwn = point && point.datum === "wgs84";
  return { lon: isOwn ? point.lon : null, lat: isOwn ? point.lat : null };
}
