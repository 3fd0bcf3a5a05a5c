/** Own inspections and steps of dangers, as they are shown at once. Numbers of notices and cases only the server gives. */
import { DANGER_ROWS, NUMBERS } from "../generated/phone_tables.js";
import { instantOf, isDated, made } from "./making.js";

/** @typedef {import("./overlay.js").Overlay} Overlay */

const DAY_MS = 24 * 3600 * 1000;
const SHANGHAI_MS = 8 * 3600 * 1000;
const ASKS = ["may_fix_on_spot", "photos_before", "photos_after", "rectify_days"];

/**
 * Show an inspection and its dangers. Without its check list on the phone, an item is shown by its code.
 *
 * @param {Overlay} view
 * @param {any} command
 */
export function showInspection(view, command) {
  const at = instantOf(command.made.wall);
  const template = view.find(NUMBERS.check_template, command.template);
  /** @type {Map<string, any>} */
  const items = new Map((template?.items ?? []).map((/** @type {any} */ item) => [item.code, item]));
  const { subject_kind, subject, findings, met, note } = command;
  const about = { subject_kind, subject, template: command.template };
  const names = findings.map((/** @type {any} */ finding) => finding.item);
  view.show(
    made(NUMBERS.inspection, {
      id: command.entity,
      ...about,
      site_type: template?.site_type ?? "",
      inspector: view.author,
      inspected_at: at,
      checked: [...new Set([...command.checked, ...names])],
      dangers: findings.map((/** @type {any} */ finding) => finding.danger),
      met,
      note,
    }),
  );
  for (const finding of findings) {
    const item = items.get(finding.item);
    const asks = item ? Object.fromEntries(ASKS.map((name) => [name, item[name]])) : {};
    const { danger: id, note: words, responsible } = finding;
    const found = { state: "found", found_at: at, found_by: view.author, note: words, responsible };
    const told = { item: finding.item, text: item?.text ?? finding.item, level: item?.level ?? "" };
    view.show(made(NUMBERS.danger, { id, inspection: command.entity, ...about, ...told, ...found, ...asks }));
  }
}

/** Show a danger where its author means to bring it, if it can be brought there. @param {Overlay} view @param {any} command */
export function showStep(view, command) {
  const danger = view.find(NUMBERS.danger, command.entity);
  if (!danger) return;
  const isFail = command.kind === "reinspect_danger" && command.result !== "pass";
  const row = DANGER_ROWS[command.kind === "reinspect_danger" ? `reinspect_danger.${isFail ? "fail" : "pass"}` : command.kind];
  const way = row?.ways.find(([sources]) => sources.includes(danger.state));
  const isOver = row?.stale && command.round > 0 && command.round < danger.round;
  if (!way || isOver) return;
  view.show({ ...danger, state: way[1] ?? danger.state, ...values(command, danger, isFail) });
}

/** @param {any} command @param {any} danger @param {boolean} isFail */
function values(command, danger, isFail) {
  const at = instantOf(command.made.wall);
  switch (command.kind) {
    case "fix_danger":
      return { handled_at: at };
    case "issue_notice":
      return { noticed_at: at, due_on: dueOn(command.days, danger, at) };
    case "rectify_danger":
      return { rectified_at: at };
    case "reinspect_danger":
      if (!isFail) return { reinspected_at: at };
      return { reinspected_at: at, noticed_at: at, due_on: dueOn(command.days, danger, at), round: danger.round + 1 };
    case "escalate_danger":
      return { case_id: command.case };
    default:
      return { ended_at: at };
  }
}

/** The deadline in natural days of Shanghai; where the list counts work days, the server's. @param {number | null} days @param {any} danger @param {string} at */
function dueOn(days, danger, at) {
  const due = Date.parse(at) + SHANGHAI_MS + (days || danger.rectify_days) * DAY_MS;
  return isDated(due) ? new Date(due).toISOString().slice(0, 10) : "";
}
