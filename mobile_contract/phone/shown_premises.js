/** Own work on premises and care, as it is shown at once. Pure; it judges nothing. */
import { NUMBERS } from "../generated/phone_tables.js";
import { EFFECTIVE, ENDED, made, mergeSet, placeOf, told } from "./making.js";

/** @typedef {import("./shows.js").Show} Show */
/** @typedef {import("./overlay.js").Overlay} Overlay */

/** The building's grid and place, or what the command says where the datum is the records' own. @param {Overlay} view @param {any} command */
function where(view, command) {
  const building = command.building === null ? undefined : view.find(NUMBERS.building, command.building);
  const there = building ? { lon: building.lon, lat: building.lat } : { lon: null, lat: null };
  const place = command.point === null ? there : placeOf(command.point);
  return { grid: building ? building.grid : (command.grid ?? ""), building: command.building, ...place };
}

/** @type {Show} */
function registerSite(view, command) {
  view.show(made(NUMBERS.site, { ...told(NUMBERS.site, command), ...where(view, command) }));
}

/** @type {Show} */
function registerOrganisation(view, command) {
  const officers = { safety_officers: mergeSet([], command.safety_officers, []) };
  view.show(made(NUMBERS.organisation, { ...told(NUMBERS.organisation, command), ...where(view, command), ...officers }));
}

/** Who answers for safety, beside the fields that the command changes. @param {Overlay} view @param {any} command */
export function showOfficers(view, command) {
  const found = view.find(NUMBERS.organisation, command.entity);
  if (!found) return;
  view.show({ ...found, safety_officers: mergeSet(found.safety_officers, command.add_officers, command.remove_officers) });
}

/** @type {Show} */
function moveSite(view, command) {
  const found = view.find(NUMBERS.site, command.entity);
  if (!found) return;
  const there = where(view, command);
  view.show({ ...found, ...there, grid: there.grid || found.grid });
}

/** A record straight from the command. @param {number} kind @param {Record<string, any>} [more] @returns {Show} */
function begin(kind, more = {}) {
  return (view, command) => view.show(made(kind, { ...told(kind, command), ...more }));
}

/** @param {number} kind @returns {Show} */
function end(kind) {
  return (view, command) => {
    const found = view.find(kind, command.entity);
    if (found) view.show({ ...found, status: ENDED, until_on: command.until_on });
  };
}

/** @type {Show} */
function verify(view, command) {
  const found = view.find(NUMBERS.tenancy, command.entity);
  if (found && command.verify_due !== null) {
    view.show({ ...found, verified_by: view.author, verify_due: command.verify_due });
  }
}

/** @param {string} life @returns {Show} */
function live(life) {
  return (view, command) => {
    const found = view.find(NUMBERS[command.premises], command.entity);
    if (found) view.show({ ...found, life });
  };
}

/** @type {Show} */
function recordHelp(view, command) {
  view.show(made(NUMBERS.help, { ...told(NUMBERS.help, command), recorded_by: view.author }));
}

/** By command: what it makes or changes. What only changes fields is shown as all such commands are. @type {Record<string, Show>} */
export const PREMISES = {
  register_site: registerSite,
  register_organisation: registerOrganisation,
  register_rented_house: begin(NUMBERS.rented_house),
  move_site: moveSite,
  add_tenant: begin(NUMBERS.tenancy, { status: EFFECTIVE }),
  end_tenant: end(NUMBERS.tenancy),
  verify_tenant: verify,
  close_premises: live("retired"),
  reopen_premises: live("active"),
  give_service_tag: begin(NUMBERS.service_tag, { status: EFFECTIVE }),
  end_service_tag: end(NUMBERS.service_tag),
  record_help: recordHelp,
};
