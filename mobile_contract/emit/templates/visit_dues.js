// Which households should be visited when: `sync/visit_days.py`, `visit_dues.py` and `visit_coverage.py`, function by
// function, for phones that speak JavaScript. Whole numbers only; no clock, no time zone, no locale is asked.
// `mobile_contract/vectors/visit_dues.json` holds both languages to one list, byte by byte.
/* constants */

const div = (a, b) => Math.floor(a / b);
const mod = (a, b) => a - b * Math.floor(a / b);

/** A rule of the wire with what it leaves out: fields that are at their default do not cross it. */
const whole = (rule) => ({
  ...RULE_DEFAULTS,
  ...rule,
  targets: rule.targets.map((target) => ({ ...TARGET_DEFAULTS, ...target })),
});

// --- days ------------------------------------------------------------------------------------------------------------

export function dayOfMillis(atMs) {
  return div(atMs + OFFSET_MS, DAY_MS);
}

export function dayOfText(day) {
  return dayOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)));
}

export function textOfDay(day) {
  const [year, month, inMonth] = civil(day);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(inMonth).padStart(2, "0")}`;
}

export function dayOf(year, month, inMonth) {
  const shifted = month <= 2 ? year - 1 : year;
  const era = div(shifted, 400);
  const inEra = shifted - era * 400;
  const fromMarch = month > 2 ? month - 3 : month + 9;
  const inYear = div(153 * fromMarch + 2, 5) + inMonth - 1;
  return era * 146097 + inEra * 365 + div(inEra, 4) - div(inEra, 100) + inYear - 719468;
}

export function civil(day) {
  const shifted = day + 719468;
  const era = div(shifted, 146097);
  const inEra = shifted - era * 146097;
  const yearOfEra = div(inEra - div(inEra, 1460) + div(inEra, 36524) - div(inEra, 146096), 365);
  const inYear = inEra - (365 * yearOfEra + div(yearOfEra, 4) - div(yearOfEra, 100));
  const fromMarch = div(5 * inYear + 2, 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, inYear - div(153 * fromMarch + 2, 5) + 1];
}

export function birthday(born, years) {
  const [year, month, inMonth] = civil(born);
  return dayOf(year + years, month, inMonth);
}

export function windowOf(rule, day) {
  if (rule.period === "week") {
    const start = day - mod(day + 3, 7);
    return { start, end: start + 6 };
  }
  if (rule.period === "days") return { start: day, end: day + rule.days - 1 };
  const length = MONTHS[rule.period];
  const [year, month] = civil(day);
  const first = div(month - 1, length) * length;
  const until = year * 12 + first + length;
  return { start: dayOf(year, first + 1, 1), end: dayOf(div(until, 12), mod(until, 12) + 1, 1) - 1 };
}

// --- rules -----------------------------------------------------------------------------------------------------------

const keyOf = (rule) => `${rule.code}/${rule.period}/${rule.days}`;

export function inForce(editions, on) {
  const ordered = editions
    .map((one) => ({ ...one, begins: dayOfText(one.valid_from), rules: one.rules.map(whole) }))
    .sort((a, b) => a.begins - b.begins || a.number - b.number);
  let held = [];
  ordered.forEach((one, at) => {
    const replaced = at + 1 < ordered.length && ordered[at + 1].begins === one.begins;
    if (one.begins <= on && !replaced) {
      const since = new Map(held.map((old) => [keyOf(old.rule), old.since]));
      held = one.rules.map((rule) => ({ rule, since: since.get(keyOf(rule)) ?? one.begins }));
    }
  });
  return held;
}

export function holdsSince(target, member, on) {
  let since = member.moved_in ?? 0;
  if (since > on) return null;
  if (target.residency_kinds.length && !target.residency_kinds.some((kind) => (member.kinds ?? []).includes(kind))) {
    return null;
  }
  if (target.min_age > 0) {
    if (member.born == null) return null;
    since = Math.max(since, birthday(member.born, target.min_age));
  }
  for (const code of target.tags) {
    const begun = taggedSince(member, code, on);
    if (begun === null) return null;
    since = Math.max(since, begun);
  }
  return since <= on ? since : null;
}

function taggedSince(member, code, on) {
  let since = null;
  for (const tag of member.tags ?? []) {
    const begun = tag.since ?? 0;
    if (tag.code === code && begun <= on && (tag.until == null || on <= tag.until)) {
      since = since === null ? begun : Math.min(since, begun);
    }
  }
  return since;
}

// --- dues ------------------------------------------------------------------------------------------------------------

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export function dueList(held, homes, on) {
  return homes
    .map((home) => dueOf(held, home, on))
    .filter((due) => due !== null)
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        a.priority - b.priority ||
        a.due_on - b.due_on ||
        compare(a.household, b.household),
    );
}

export function dueOf(held, home, on) {
  const reasons = held.flatMap((one) => reasonsOf(one, home, on));
  if (!reasons.length) return null;
  const opened = reasons.filter((reason) => reason.state !== "upcoming");
  const kept = (opened.length ? opened : reasons).sort(
    (a, b) => a.due_on - b.due_on || a.priority - b.priority || compare(a.rule, b.rule) || compare(a.cause, b.cause),
  );
  const first = kept[0];
  const visits = home.visits ?? [];
  const last = latest(visits, on);
  return {
    household: home.id,
    rule: first.rule,
    state: kept.some((told) => told.state === "overdue") ? "overdue" : first.state,
    due_on: first.due_on,
    window_start: first.window_start,
    window_end: first.window_end,
    days_left: first.due_on - on,
    priority: Math.min(...kept.map((told) => told.priority)),
    channels: channelsOf(held, kept),
    last_outcome: last === null ? null : last.outcome,
    last_on: last === null ? null : last.day,
    last_met_on: pastOf(CHANNELS, visits, on).met,
    reasons: kept,
  };
}

function reasonsOf(one, home, on) {
  const fit = fitOf(one, home, on);
  if (fit === null) return [];
  const past = pastOf(counting(one.rule), home.visits ?? [], on);
  const found = one.rule.period === "change" ? [] : [byPeriod(one.rule, fit, past, on)];
  const change = byChange(one, fit, past, on);
  return change === null ? found : [...found, change];
}

function fitOf(one, home, on) {
  const members = [];
  let earliest = null;
  for (const member of home.members ?? []) {
    const known = one.rule.targets.map((target) => holdsSince(target, member, on)).filter((day) => day !== null);
    if (known.length) {
      members.push(member);
      earliest = earliest === null ? Math.min(...known) : Math.min(earliest, ...known);
    }
  }
  return earliest === null ? null : { members, since: Math.max(earliest, one.since) };
}

const counting = (rule) => (rule.channels.length ? rule.channels : CHANNELS);

function pastOf(channels, visits, on) {
  let met = null;
  let absent = null;
  for (const seen of visits) {
    if (seen.day > on) continue;
    if (COUNTED.includes(seen.outcome) && channels.includes(seen.channel)) {
      met = met === null ? seen.day : Math.max(met, seen.day);
    } else if (seen.outcome === "absent") {
      absent = absent === null ? seen.day : Math.max(absent, seen.day);
    }
  }
  return { met, absent };
}

function askedIn(rule, since, met) {
  const first = windowOf(rule, since);
  if (rule.period === "days") {
    if (met !== null && met > since - rule.days) return windowOf(rule, met + 1);
  } else if (met !== null && met >= first.start) {
    return windowOf(rule, windowOf(rule, met).end + 1);
  }
  return { start: first.start, end: Math.max(first.end, since + rule.grace_days) };
}

function byPeriod(rule, fit, past, on) {
  const window = askedIn(rule, fit.since, past.met);
  let dueOn = window.end;
  let cause = "period";
  const tried = past.absent;
  if (tried !== null && tried >= window.start && (past.met === null || tried > past.met)) {
    const again = tried + rule.retry_days;
    cause = again < dueOn ? "absent" : cause;
    dueOn = Math.min(dueOn, again);
  }
  const opens = rule.ahead_days > 0 ? Math.max(window.start, dueOn - rule.ahead_days) : window.start;
  const state = on > window.end ? "overdue" : on >= opens ? "due" : "upcoming";
  return reasonOf(rule, fit.members, cause, state, dueOn, window);
}

function byChange(one, fit, past, on) {
  let changed = null;
  const told = [];
  for (const member of fit.members) {
    const days = changesOf(one.rule, member, on).filter((day) => one.since <= day && day <= on);
    const unmet = days.filter((day) => past.met === null || day > past.met);
    if (unmet.length) {
      told.push(member);
      changed = changed === null ? Math.min(...unmet) : Math.min(changed, ...unmet);
    }
  }
  if (changed === null) return null;
  const window = { start: changed, end: changed + one.rule.change_days };
  return reasonOf(one.rule, told, "change", on > window.end ? "overdue" : "due", window.end, window);
}

function changesOf(rule, member, on) {
  const days = [];
  if (rule.changes.includes("moved_in") && member.moved_in != null) days.push(member.moved_in);
  if (rule.changes.includes("tag_added")) {
    const standing = (member.tags ?? []).filter((tag) => tag.until == null || on <= tag.until);
    days.push(...standing.filter((tag) => tag.since != null).map((tag) => tag.since));
  }
  return days;
}

function reasonOf(rule, members, cause, state, dueOn, window) {
  return {
    rule: rule.code,
    cause,
    state,
    priority: rule.priority,
    due_on: dueOn,
    window_start: window.start,
    window_end: window.end,
    persons: members.map((member) => member.id).sort(compare),
  };
}

function latest(visits, on) {
  const order = (a, b) => b.day - a.day || SAME_DAY.indexOf(a.outcome) - SAME_DAY.indexOf(b.outcome);
  const past = visits.filter((seen) => seen.day <= on).sort(order);
  return past.length ? past[0] : null;
}

function channelsOf(held, reasons) {
  const all = held.filter((one) => reasons.some((reason) => reason.rule === one.rule.code));
  return CHANNELS.filter((channel) => all.every((one) => counting(one.rule).includes(channel)));
}

// --- coverage --------------------------------------------------------------------------------------------------------

export function coverageOf(held, homes, on) {
  const rules = held.map((one) => ({ rule: one.rule.code, asked: 0, visited: 0, overdue: 0 }));
  let households = 0;
  let reached = 0;
  for (const home of homes) {
    households += (home.members ?? []).length ? 1 : 0;
    let seen = false;
    held.forEach((one, at) => {
      const fit = fitOf(one, home, on);
      if (fit === null || one.rule.period === "change") return;
      const visits = home.visits ?? [];
      const met = pastOf(counting(one.rule), visits, on).met;
      rules[at].asked += 1;
      rules[at].visited += isNew(one.rule, met, on) ? 1 : 0;
      rules[at].overdue += askedIn(one.rule, fit.since, met).end < on ? 1 : 0;
      seen = seen || isNew(one.rule, pastOf(CHANNELS, visits, on).met, on);
    });
    reached += seen ? 1 : 0;
  }
  return { rules, households, households_visited: reached };
}

function isNew(rule, met, on) {
  if (met === null) return false;
  return rule.period === "days" ? on - rule.days < met : met >= windowOf(rule, on).start;
}
