/** What a phone shows: base records with the own commands on top that have not come back yet. Pure; judges nothing. */
import { CASE_COMMANDS, DANGER_COMMANDS, NUMBERS } from "../generated/phone_tables.js";
import { SHOWS } from "./shows.js";
import { moveCase } from "./shown_cases.js";
import { showStep } from "./shown_dangers.js";

/** @typedef {Readonly<Record<string, any>>} Shown A record as the contract has it, under its `type`. */

const MOVES_CASES = new Set(CASE_COMMANDS);
const MOVES_DANGERS = new Set(DANGER_COMMANDS);

/** The records that own commands change or make, by `kind|id`: all that is shown otherwise is base. */
export class Overlay {
  /** @param {ReadonlyMap<string, Shown>} base @param {string} author */
  constructor(base, author) {
    /** @type {Map<string, Shown>} */
    this.changed = new Map();
    this.author = author;
    this.base = base;
  }

  /** Put commands on top in their order; one that has no effect to show is skipped. @param {import("./showing.js").Own[]} own */
  replay(own) {
    for (const { command, skip } of own) {
      const shows = SHOWS[command.kind];
      if (shows) shows(this, command, skip);
      else if (MOVES_CASES.has(command.kind)) moveCase(this, command);
      else if (MOVES_DANGERS.has(command.kind)) showStep(this, command);
    }
    return this;
  }

  /** A record as it is shown. @param {number} kind @param {string} id @returns {Shown | undefined} */
  find(kind, id) {
    return this.changed.get(`${kind}|${id}`) ?? this.base.get(`${kind}|${id}`);
  }

  /** All records of a kind as they are shown, by id. @param {number} kind @returns {Shown[]} */
  ofKind(kind) {
    const whole = new Map([...this.base, ...this.changed]);
    const found = [...whole].filter(([key]) => key.startsWith(`${kind}|`)).map(([, record]) => record);
    return found.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Show this in place of the base. @param {Shown} record */
  show(record) {
    this.changed.set(`${NUMBERS[record.type]}|${record.id}`, record);
  }
}
