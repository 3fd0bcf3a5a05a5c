/** By command, what it makes or changes on the screen until the server has sent it back. Pure; it judges nothing. */
import { faults, KINDS, shapeOf } from "../generated/contract.js";
import { NUMBERS } from "../generated/phone_tables.js";
import { alike, EFFECTIVE, ENDED, instantOf, made, mergeSet, placeOf } from "./making.js";
import { showInspection } from "./shown_dangers.js";
import { PREMISES, showOfficers } from "./shown_premises.js";

/** @typedef {import("./overlay.js").Overlay} Overlay */
/** @typedef {(view: Overlay, command: any, skip: ReadonlySet<string>) => void} Show */

/** @type {Show} */
function addBuilding(view, command) {
  view.show(made(NUMBERS.building, { ...alike(NUMBERS.building, command), ...placeOf(command.point) }));
}

/** @type {Show} */
function addDwelling(view, command) {
  view.show(made(NUMBERS.dwelling, alike(NUMBERS.dwelling, command)));
}

/** @type {Show} */
function addHousehold(view, { entity, dwelling, number, head }) {
  view.show(made(NUMBERS.household, { id: entity, dwelling, number, head }));
}

/** @type {Show} */
function register(view, command) {
  view.show(made(NUMBERS.person, alike(NUMBERS.person, command)));
  if (command.care_labels.length) {
    view.show(made(NUMBERS.care, { id: command.entity, care_labels: mergeSet([], command.care_labels, []) }));
  }
  beginStay(view, command);
}

/** @type {Show} */
function moveIn(view, command) {
  for (const stay of view.ofKind(NUMBERS.residency)) {
    if (stay.person === command.entity && stay.until_on === null) {
      view.show({ ...stay, status: ENDED, until_on: command.from_on });
    }
  }
  const person = view.find(NUMBERS.person, command.entity);
  if (person) view.show({ ...person, dwelling: command.dwelling });
  beginStay(view, command);
}

/** @param {Overlay} view @param {any} command */
function beginStay(view, command) {
  const own = { id: command.residency, person: command.entity, status: EFFECTIVE };
  view.show(made(NUMBERS.residency, { ...alike(NUMBERS.residency, command), ...own }));
}

/** @type {Show} */
function endStay(view, command) {
  const stay = view.find(NUMBERS.residency, command.entity);
  if (stay) view.show({ ...stay, status: ENDED, until_on: command.until_on });
}

/** @param {number} kind @returns {Show} */
function change(kind) {
  return (view, command, skip) => {
    const record = view.find(kind, command.entity);
    if (!record) return;
    if (command.kind === "change_person" && (command.add_labels.length || command.remove_labels.length)) {
      label(view, command);
    }
    view.show({ ...record, ...changes(kind, command.set, skip) });
  };
}

/** @param {number} kind @param {Record<string, [any, any]>} edits @param {ReadonlySet<string>} skip */
function changes(kind, edits, skip) {
  const empties = new Map(shapeOf(KINDS[kind]).fields.map((one) => [one.name, one.required ? "" : one.byDefault]));
  const named = Object.entries(edits).filter(([name]) => !skip.has(name) && empties.has(name));
  return Object.fromEntries(named.map(([name, [, now]]) => [name, now === null ? empties.get(name) : now]));
}

/** @param {Overlay} view @param {any} command */
function label(view, command) {
  const labels = view.find(NUMBERS.care, command.entity)?.care_labels ?? [];
  const merged = mergeSet(labels, command.add_labels, command.remove_labels);
  view.show(made(NUMBERS.care, { id: command.entity, care_labels: merged }));
}

/** @param {string} life @returns {Show} */
function live(life) {
  return (view, command) => {
    const record = view.find(NUMBERS[command.register], command.entity);
    if (record) view.show({ ...record, life });
  };
}

/** @type {Show} */
function visit(view, command) {
  const at = instantOf(command.made.wall);
  const { entity, household, channel, outcome, persons, minutes, needs_told, note } = command;
  const facts = { household, channel, outcome, persons, minutes, needs_told, note };
  view.show(made(NUMBERS.visit, { id: entity, worker: view.author, visited_at: at, ...facts }));
  const home = view.find(NUMBERS.household, household);
  if (!home) return;
  const last = home.last_visited_at;
  view.show({ ...home, last_visited_at: last !== null && Date.parse(last) > Date.parse(at) ? last : at });
}

/** @type {Show} */
function report(view, command) {
  const { entity, title, description, class_code, address, urgent, source } = command;
  const facts = { title, description, class_code, address, urgent, source, grid: command.claimed_grid };
  const at = { reported_at: instantOf(command.made.wall), ...placeOf(command.point) };
  view.show(made(NUMBERS.case, { id: entity, state: "reported", ...facts, ...at }));
}

/** @type {Show} */
function photo(view, command) {
  const { entity, subject_kind, subject, phase, sha256, size_bytes, media_type, caption } = command;
  const facts = { subject_kind, subject, phase, sha256, size_bytes, media_type, caption };
  view.show(made(NUMBERS.photo, { id: entity, ...facts }));
}

/** @type {Show} */
function changeOrganisation(view, command, skip) {
  change(NUMBERS.organisation)(view, command, skip);
  showOfficers(view, command);
}

/**
 * An own decision: the conflict is settled, and its field has the value that was chosen. What is done by it beyond that
 * field only the server can tell.
 *
 * @type {Show}
 */
function settle(view, command) {
  const at = instantOf(command.made.wall);
  const settled = { state: "settled", choice: command.choice, settled_at: at, told: command.reason };
  const own = view.find(NUMBERS.own_conflict, command.entity);
  if (own?.state === "open") view.show({ ...own, ...settled });
  const whole = view.find(NUMBERS.conflict, command.entity);
  if (whole?.state !== "open") return;
  const value = command.choice === "edit" ? command.value : null;
  view.show({ ...whole, ...settled, value, settled_by: view.author });
  if (command.choice === "edit") showValue(view, whole, command.value);
  if (command.choice === "keep_mine") showValue(view, whole, whole.mine);
}

/** @param {Overlay} view @param {any} conflict @param {any} value */
function showValue(view, conflict, value) {
  const kind = NUMBERS[conflict.of_kind] ?? 0;
  const record = view.find(kind, conflict.entity);
  if (!record || !shapeOf(KINDS[kind]).fields.some((one) => one.name === conflict.field)) return;
  for (const meant of readings(value)) {
    const shown = { ...record, [conflict.field]: meant };
    if (!faults(KINDS[kind], shown).length) return view.show(shown);
  }
}

/** What a value typed as text may mean where its field is no text. @param {any} value */
function readings(value) {
  if (typeof value !== "string") return [value];
  const words = new Map([["true", true], ["false", false], ["null", null]]);
  const word = words.get(value.toLowerCase());
  return [value, ...(word === undefined ? [] : [word]), ...(value.trim() && Number.isFinite(+value) ? [+value] : [])];
}

/** Areas that are hidden and shown add up, whoever said so. @type {Show} */
function hideInPhoto(view, { entity, hide, show }) {
  const photo = view.find(NUMBERS.photo, entity);
  if (!photo) return;
  const hiding = areasOf(hide);
  const showing = areasOf(show);
  const kept = areasOf(photo.hidden.filter((/** @type {any} */ one) => !showing.has(nameOf(one)) || hiding.has(nameOf(one))));
  view.show({ ...photo, hidden: [...new Map([...kept, ...hiding]).values()] });
}

/** By its edges each area once, in the order in which they came. @param {readonly any[]} areas */
function areasOf(areas) {
  return new Map(areas.map((one) => [nameOf(one), one]));
}

/** @param {any} area */
function nameOf({ left, top, right, bottom }) {
  return [left, top, right, bottom].join(" ");
}

/** @type {Readonly<Record<string, Show>>} */
export const SHOWS = {
  add_building: addBuilding,
  add_dwelling: addDwelling,
  add_household: addHousehold,
  register_person: register,
  move_in: moveIn,
  end_residency: endStay,
  change_building: change(NUMBERS.building),
  change_person: change(NUMBERS.person),
  change_dwelling: change(NUMBERS.dwelling),
  change_household: change(NUMBERS.household),
  change_residency: change(NUMBERS.residency),
  retire_record: live("retired"),
  restore_record: live("active"),
  record_visit: visit,
  report_matter: report,
  attach_photo: photo,
  hide_in_photo: hideInPhoto,
  record_inspection: showInspection,
  settle_conflict: settle,
  change_site: change(NUMBERS.site),
  change_organisation: changeOrganisation,
  change_rented_house: change(NUMBERS.rented_house),
  change_service_tag: change(NUMBERS.service_tag),
  change_help: change(NUMBERS.help),
  ...PREMISES,
};
