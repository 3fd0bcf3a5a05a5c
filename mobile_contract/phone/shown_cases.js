/** Own steps of cases, as they are shown at once. What became of one only its receipt says. Pure. */
import { NUMBERS } from "../generated/phone_tables.js";
import { instantOf, made } from "./making.js";

/** Where the author means to bring a case. @type {Readonly<Record<string, string>>} */
const AFTER = {
  accept_case: "pending_filing",
  refuse_case: "refused",
  file_case: "pending_dispatch",
  not_file_case: "not_filed",
  dispatch_case: "pending_handle",
  assign_case: "handling",
  finish_handling: "pending_confirm",
  confirm_handling: "pending_check",
  rework_handling: "handling",
  send_check: "checking",
  close_case: "closed",
  self_handle: "self_audit",
  submit_verify: "reported",
  return_to_department: "pending_handle",
};

/** The fields that a command names for the case itself. @type {Readonly<Record<string, string>>} */
const NAMES = { file_case: "class_code", dispatch_case: "department", assign_case: "handler", send_check: "checker" };

/** @param {any} command @param {string} now */
function stateAfter(command, now) {
  if (command.kind === "submit_check") return command.result === "passed" ? "pending_close" : "pending_check";
  return AFTER[command.kind] ?? now;
}

/** Show a case where its author means to bring it, and the entry in its history. @param {import("./overlay.js").Overlay} view @param {any} command */
export function moveCase(view, command) {
  const found = view.find(NUMBERS.case, command.entity);
  if (!found) return;
  const at = instantOf(command.made.wall);
  const name = NAMES[command.kind];
  const values = name ? { [name]: command[name] } : command.kind === "close_case" ? { closed_at: at } : {};
  const state = stateAfter(command, found.state);
  view.show({ ...found, ...values, state });
  const { id, entity, kind, opinion } = command;
  const way = { case: entity, command: kind, from_state: found.state, to_state: state };
  view.show(made(NUMBERS.case_event, { id, ...way, actor: view.author, at, opinion }));
}
