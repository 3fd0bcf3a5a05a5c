/**
 * Mending a scope whose digest does not agree: its sums, lists of the bad buckets, the rows that differ.
 *
 * It sends nothing. What is under way is kept in memory alone: after a restart the next complete pull finds it again.
 */
import { CONTRACT, encode } from "../generated/contract.js";
import { LIMITS } from "../generated/phone_tables.js";
import { again } from "./boots.js";
import { bucket, bucketSums } from "./digest.js";
import { partWithOrphans, sweep, take } from "./intake.js";
import { PUT } from "./ports.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").DigestRequest} DigestRequest */
/** @typedef {import("./digest.js").Version} Version */
/** @typedef {{scope: number, cursor: string, bad: number[] | null, differs: Version[]}} Underway `bad` null: not known yet. */

const DAY_MS = 24 * 3600 * 1000;
const MOST_REPAIRS = 3;

/** The repairs of one phone. Every method that gets tables is called within a transaction of its store. */
export class Repairs {
  constructor() {
    /** @type {Map<number, Underway>} */
    this.underway = new Map();
  }

  /**
   * A complete pull ended at this cursor, and these scopes do not agree; the phone's row after it. After three repairs
   * in a day a scope is booted again, once a day.
   *
   * @param {Tables} tables
   * @param {PhoneState} state
   * @param {readonly number[]} scopes
   * @param {string} cursor
   * @param {number} wall
   */
  async begin(tables, state, scopes, cursor, wall) {
    this.underway.clear();
    let after = state;
    for (const scope of scopes) {
      const known = (await tables.mended.find(scope)) ?? { scope, repairs: [], booted: null };
      const recent = known.repairs.filter((at) => Math.abs(wall - at) < DAY_MS).length;
      if (recent >= MOST_REPAIRS && (known.booted === null || Math.abs(wall - known.booted) >= DAY_MS)) {
        tables.mended.put({ ...known, booted: wall });
        after = again(tables, after, scope);
      } else {
        this.underway.set(scope, { scope, cursor, bad: null, differs: [] });
      }
    }
    return after;
  }

  /** Give up what is under way. */
  forget() {
    this.underway.clear();
  }

  /** What to ask next; null when nothing is under way. @param {Tables} tables */
  async nextRequest(tables) {
    const state = await tables.state();
    for (const scope of [...this.underway.keys()].sort((one, other) => one - other)) {
      const under = this.underway.get(scope);
      if (under?.cursor === state.cursor) return requestOf(state, under);
      this.underway.delete(scope);
    }
    return null;
  }

  /**
   * Take an answer; how many rows it put right, null if it is not the one that is waited for. Nothing is put right by an
   * answer to another cursor than the present one: what was pulled since knows better.
   *
   * @param {Tables} tables
   * @param {DigestRequest} request
   * @param {import("./ports.js").DigestReply} reply
   * @param {number} wall
   * @returns {Promise<number | null>}
   */
  async take(tables, request, reply, wall) {
    const under = this.underway.get(request.scope);
    const state = await tables.state();
    if (!under || !isSame(request, { ...requestOf(state, under), seen: request.seen })) return null;
    if (reply.answers !== state.cursor || reply.moved) {
      this.underway.delete(request.scope);
      return reply.moved ? 0 : null;
    }
    let done = 0;
    let after = under;
    if (under.bad === null) {
      after = { ...under, bad: badBuckets(await tables.members.versions(under.scope), reply.sums) };
    } else if (under.bad.length) {
      const found = differences(await tables.members.versions(under.scope), request.buckets ?? [], reply.ids);
      after = { ...under, bad: under.bad.slice(LIMITS.MAX_BUCKETS), differs: [...under.differs, ...found] };
    } else {
      done = await mend(tables, under.scope, request.differs ?? [], reply.rows, wall);
      after = { ...under, differs: under.differs.slice(LIMITS.MAX_DIFFERS) };
    }
    this.underway.set(under.scope, after);
    if (!after.bad?.length && !after.differs.length) await this._finish(tables, under.scope, wall);
    return done;
  }

  /** @param {Tables} tables @param {number} scope @param {number} wall */
  async _finish(tables, scope, wall) {
    this.underway.delete(scope);
    const known = (await tables.mended.find(scope)) ?? { scope, repairs: [], booted: null };
    tables.mended.put({ ...known, repairs: [...known.repairs, wall].slice(-MOST_REPAIRS) });
  }
}

/** @param {DigestRequest} one @param {DigestRequest} other */
function isSame(one, other) {
  return encode("DigestRequest", one) === encode("DigestRequest", other);
}

/**
 * @param {Tables} tables
 * @param {number} scope
 * @param {readonly Version[]} asked
 * @param {readonly import("./ports.js").Arrived[]} rows
 * @param {number} wall
 */
async function mend(tables, scope, asked, rows, wall) {
  const told = new Map(asked.map(([kind, id, version]) => [`${kind}|${id}`, version]));
  let count = 0;
  for (const row of rows) {
    const version = told.get(`${row.kind}|${row.id}`);
    if (version !== undefined && row.scope === scope && (await putRight(tables, row, version, wall))) count += 1;
  }
  await partWithOrphans(tables, scope);
  await sweep(tables);
  return count;
}

/** The buckets whose sums here are not those told; all if there are no 256. @param {Version[]} own @param {readonly string[]} told */
export function badBuckets(own, told) {
  const mine = bucketSums(own);
  const all = mine.map((_, number) => number);
  return told.length === LIMITS.BUCKETS ? all.filter((number) => mine[number] !== told[number]) : all;
}

/**
 * The rows of some buckets that are not alike here and there, each with its version here (0: not here).
 *
 * @param {readonly Version[]} own
 * @param {readonly number[]} buckets
 * @param {Readonly<Record<string, readonly Version[]>>} told
 * @returns {Version[]}
 */
export function differences(own, buckets, told) {
  const asked = new Set(buckets);
  /** @param {readonly Version[]} rows @returns {Map<string, Version>} */
  const byKey = (rows) => new Map(rows.map((row) => [`${row[0]}|${row[1]}`, row]));
  const mine = byKey(own.filter((row) => asked.has(bucket(row[1]))));
  const theirs = byKey(Object.values(told).flat());
  return [...new Map([...theirs, ...mine]).values()]
    .filter(([kind, id]) => mine.get(`${kind}|${id}`)?.[2] !== theirs.get(`${kind}|${id}`)?.[2])
    .map(([kind, id]) => /** @type {Version} */ ([kind, id, mine.get(`${kind}|${id}`)?.[2] ?? 0]))
    .sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
}

/** @param {PhoneState} state @param {Underway} under @returns {DigestRequest} */
function requestOf(state, under) {
  const bad = under.bad ?? [];
  return {
    install: state.install,
    contract: CONTRACT,
    seen: state.seen,
    cursor: under.cursor,
    scope: under.scope,
    buckets: bad.slice(0, LIMITS.MAX_BUCKETS),
    differs: bad.length ? [] : under.differs.slice(0, LIMITS.MAX_DIFFERS),
  };
}

/**
 * Make a row what the district says, unless it is another one by now than that which the district was told of. A version
 * that was told and is too high goes down: whatever put it there, the district never made it.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Arrived} row
 * @param {number} told
 * @param {number} wall
 */
async function putRight(tables, row, told, wall) {
  const { scope, kind, id, version, record } = row;
  const held = await tables.base.find([kind, id]);
  const isMember = (await tables.members.scopesOf(kind, id)).includes(scope);
  if ((held && isMember ? held.version : 0) !== told) return false;
  if (row.op === PUT && told) {
    tables.members.put({ scope, kind, id, mark: 0 });
    tables.base.put({ kind, id, version, record });
    tables.leaving.drop([kind, id]);
  } else {
    await take(tables, row, { wall });
  }
  return true;
}
