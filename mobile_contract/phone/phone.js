/**
 * The phone's half of the protocol: a state machine over a store. It does no I/O itself.
 *
 * Every method that changes the store reads and writes in one commit, so that one page may write while another syncs.
 */
import { CONTRACT } from "../generated/contract.js";
import * as boots from "./boots.js";
import * as healing from "./healing.js";
import * as intake from "./intake.js";
import * as outbox from "./outbox.js";
import { Repairs } from "./repair.js";
import { answer, isReset, settle, takePage } from "./settling.js";
import { view } from "./showing.js";

/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").PhotoFile} PhotoFile */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {{receipts: Receipt[], rekey: boolean, reset: string}} Pushed `rekey`: join anew; `reset`: nothing was processed. */
/** @typedef {{applied: boolean, more: boolean, mismatched: number[], reset: string}} Pulled `mismatched` are bugs to report. */

/** The store belongs to somebody else: each user has one of their own. */
export class AnotherUser extends Error {}

/** One install of one user. The caller sees to it that one push at a time is under way. */
export class Phone {
  /** @param {import("./ports.js").Store} store @param {{freeBytes?: number}} [facts] */
  constructor(store, { freeBytes = 0 } = {}) {
    this.store = store;
    this.freeBytes = freeBytes;
    /** @type {outbox.Held} */
    this._held = new Map();
    this._repairs = new Repairs();
  }

  // --- joining and writing ---------------------------------------------------------------------------------------------

  /**
   * Become an install of a user, or a new one after a `rekey`: queue, receipts and rows stay as they are.
   *
   * @param {string} install
   * @param {string} user
   */
  join(install, user) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (state.user && state.user !== user) throw new AnotherUser(state.user);
      tables.putState({ ...state, install, user, rekey: false, last_error: "" });
    });
  }

  /**
   * Store commands, encoded, all or none; when this is done, they are safe and their bytes final. Seq, clock, contract
   * and, where the draft names none, the epoch are filled in, and as `needs` what the draft names that is itself still in
   * the queue. Throws ContractError for what no server would understand, TooLarge for what none would take.
   *
   * @param {readonly outbox.Draft[]} drafts
   * @param {Clock} now
   * @param {readonly PhotoFile[]} [photos]
   */
  enqueue(drafts, now, photos = []) {
    return this.store.commit((tables) => outbox.enqueue(tables, drafts, photos, now));
  }

  // --- push ------------------------------------------------------------------------------------------------------------

  /**
   * The next body to push, in seq order; null when nothing may go. A lane held back by a `retry` is left out until its
   * time, the others go on.
   *
   * @param {Clock} now
   * @returns {Promise<Uint8Array | null>}
   */
  nextPush(now) {
    return this.store.read(async (tables) => {
      const chosen = await outbox.batch(tables, this._held, now);
      if (!chosen.length) return null;
      const queue = await outbox.queueState(tables, now, this.freeBytes);
      return outbox.body(await tables.state(), queue, chosen, now);
    });
  }

  /**
   * Take the receipts. All but `retry` leave the queue for `sent`; what is not in the queue is an old double.
   *
   * @param {import("./ports.js").PushReply} reply
   * @param {Clock} now
   * @returns {Promise<Pushed>}
   */
  applyPush(reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const reset = healing.standing(state, reply);
      if (reset) return { receipts: [], rekey: false, reset: await healing.note(tables, state, reply, reset) };
      if (reply.rekey) {
        tables.putState({ ...state, rekey: true, last_error: "rekey" });
        return { receipts: [], rekey: true, reset: "" };
      }
      const receipts = await outbox.byOwnNames(tables, reply.receipts);
      const waiting = new Map((await tables.queue.rows()).map((entry) => [entry.id, entry]));
      for (const receipt of receipts) {
        const entry = waiting.get(receipt.id);
        if (!entry) continue;
        waiting.delete(receipt.id);
        if (receipt.verdict === "retry") this._holdBack(tables, entry, reply.retry_after, now);
        else answer(tables, entry, receipt, reply.stamp.pos, now);
      }
      await settle(tables, state, reply, now, { max_batch: Math.max(1, reply.max_batch) });
      await intake.sweep(tables);
      return { receipts, rekey: false, reset: "" };
    });
  }

  /** The person wants everything loaded anew: what is held stays until it is here, what is kept stays kept. */
  startOver() {
    return this.store.commit((tables) => healing.startOver(tables));
  }

  /** The last batch was too large (413): take what the server named, or half. @param {number} [maxBatch] */
  shrink(maxBatch = 0) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      tables.putState({ ...state, max_batch: Math.max(1, maxBatch || Math.floor(state.max_batch / 2)) });
    });
  }

  /**
   * The last batch was too large and was one command alone: its lane waits as after a `retry`. Null, and nothing is done,
   * where there were more: see `shrink`.
   *
   * @param {Clock} now
   * @returns {Promise<Queued | null>}
   */
  setAside(now) {
    return this.store.commit(async (tables) => {
      const chosen = await outbox.batch(tables, this._held, now);
      if (chosen.length !== 1) return null;
      this._holdBack(tables, chosen[0], 0, now);
      tables.putState({ ...(await tables.state()), last_error: `too_large: ${chosen[0].id}` });
      return chosen[0];
    });
  }

  // --- pull ------------------------------------------------------------------------------------------------------------

  /**
   * Ask for what changed after the cursor; with an empty one, for the scopes to boot. An app that finds what one of
   * another contract has loaded begins with an empty one.
   *
   * @param {Clock} now
   * @returns {Promise<import("./ports.js").PullRequest>}
   */
  nextPull(now) {
    return this.store.commit(async (tables) => {
      if (boots.isOfAnotherApp(await tables.state())) await healing.startOver(tables);
      const { install, seen, cursor } = await tables.state();
      const queue = await outbox.queueState(tables, now, this.freeBytes);
      return { install, contract: CONTRACT, now, seen, queue, cursor };
    });
  }

  /**
   * Take a page and its cursor together, unless it answers another cursor than the present one. `reset: too_old` forgets
   * the cursor once the queue is empty; `reset: epoch` does so at once, and sends again what was answered.
   *
   * @param {import("./ports.js").PullReply} reply
   * @param {Clock} now
   * @returns {Promise<Pulled>}
   */
  applyPull(reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (reply.answers !== state.cursor) return { applied: false, more: false, mismatched: [], reset: "" };
      const reset = healing.standing(state, reply);
      if (reset) {
        return { applied: false, more: false, mismatched: [], reset: await healing.note(tables, state, reply, reset) };
      }
      const mismatched = await takePage(tables, state, reply, now, this._repairs);
      return { applied: true, more: reply.more, mismatched, reset: "" };
    });
  }

  // --- boot ------------------------------------------------------------------------------------------------------------

  /**
   * The next chunk of the scope under way, or of the next one; null when there is none to boot. The cursor of before the
   * first chunk goes with every chunk: what changes meanwhile is pulled from there.
   */
  nextBoot() {
    return this.store.commit((tables) => boots.nextChunk(tables));
  }

  /**
   * Take the chunk that answers a request, and how far it came, together; false if the boot is elsewhere. Nothing that is
   * held goes before the last chunk.
   *
   * @param {import("./ports.js").BootRequest} request
   * @param {import("./ports.js").BootReply} reply
   * @param {Clock} now
   */
  applyBoot(request, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const boot = await tables.booting.find(request.scope);
      if (!boot || boot.start !== (request.cursor ?? "") || boot.after !== (request.after ?? "")) return false;
      if (await isReset(tables, state, reply)) return false;
      const cursor = await boots.takeChunk(tables, boot, reply, state.cursor, now.wall);
      await settle(tables, state, reply, now, { cursor });
      return true;
    });
  }

  // --- repairs and wipes -----------------------------------------------------------------------------------------------

  /** What to ask about a scope that the last complete pull found unlike; null when it is time to pull again. */
  nextRepair() {
    return this.store.read((tables) => this._repairs.nextRequest(tables));
  }

  /**
   * Take an answer: how many rows it put right; null for one that nobody waits for, or after a reset.
   *
   * @param {import("./ports.js").DigestRequest} request
   * @param {import("./ports.js").DigestReply} reply
   * @param {Clock} now
   */
  applyRepair(request, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const reset = healing.standing(state, reply);
      if (reset) {
        if (await healing.note(tables, state, reply, reset)) this._repairs.forget();
        return null;
      }
      const done = await this._repairs.take(tables, request, reply, now.wall);
      await settle(tables, state, reply, now, {});
      return done;
    });
  }

  /** The district will not say: the scope is granted no more, perhaps. The next complete pull tells. */
  giveUpRepairs() {
    this._repairs.forget();
  }

  /** The proof of a scope that is gone, rows and key; null when there is none to send. @param {Clock} now */
  nextWipe(now) {
    return this.store.read((tables) => intake.nextProof(tables, now));
  }

  /**
   * The proof is on record; false if it is not, or the scope has come and gone again meanwhile.
   *
   * @param {import("./ports.js").WipeProof} proof
   * @param {import("./ports.js").WipeReply} reply
   * @param {Clock} now
   */
  applyWipe(proof, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (await isReset(tables, state, reply)) return false;
      const isProved = await intake.closeDropped(tables, proof);
      await settle(tables, state, reply, now, {});
      return isProved;
    });
  }

  /** Log out: let go of every scope, as if none were granted. What waits for a verdict stays. */
  leave() {
    return this.store.commit(async (tables) => {
      for (const info of await tables.scopes.rows()) await intake.dropScope(tables, info.id);
      await intake.sweep(tables);
    });
  }

  // --- photos, failures, the next attempt ------------------------------------------------------------------------------

  /** The first photo whose bytes have not all arrived. @returns {Promise<PhotoFile | null>} */
  nextPhoto() {
    return this.store.read(async (tables) => (await tables.photos.rows()).find((photo) => !photo.done) ?? null);
  }

  /** Keep how many bytes of a photo have arrived. @param {PhotoFile} photo @param {{offset: number, done: boolean}} how */
  notePhoto(photo, { offset, done }) {
    return this.store.commit(async (tables) => {
      if (await tables.photos.find(photo.upload)) tables.photos.put({ ...photo, offset, done });
    });
  }

  /** Send the whole photo again, under a new upload id. @param {PhotoFile} photo @param {string} upload */
  restartPhoto(photo, upload) {
    return this.store.commit(async (tables) => {
      if (!(await tables.photos.find(photo.upload))) return;
      tables.photos.drop(photo.upload);
      tables.photos.put({ ...photo, upload, offset: 0, done: false });
    });
  }

  /** Let go of a spare photo. @param {PhotoFile} photo */
  forgetPhoto(photo) {
    return this.store.commit(async (tables) => tables.photos.drop(photo.upload));
  }

  /** Photos whose row and bytes a backup holds: the only ones whose file may be deleted. @returns {Promise<PhotoFile[]>} */
  sparePhotos() {
    return this.store.read(async (tables) => {
      const own = [...(await tables.queue.rows()), ...(await tables.sent.rows())];
      const kept = new Set(own.map((entry) => entry.id));
      const { durable } = await tables.state();
      const photos = await tables.photos.rows();
      return photos.filter((one) => one.done_pos !== null && one.done_pos <= durable && !kept.has(one.command));
    });
  }

  /** The person has read what became of a command. @param {string} command */
  dismiss(command) {
    return this.store.commit(async (tables) => {
      for (const entry of await tables.answered.rows()) {
        if (entry.id === command) tables.answered.put({ ...entry, dismissed: true });
      }
    });
  }

  /** An attempt failed; it is told at the next contact. @param {string} why */
  noteFailure(why) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      tables.putState({ ...state, failures: state.failures + 1, last_error: first(why) });
    });
  }

  /** Something beside the records went wrong; no attempt is due for it. @param {string} why */
  noteTrouble(why) {
    return this.store.commit(async (tables) => tables.putState({ ...(await tables.state()), last_error: first(why) }));
  }

  /** Seconds until the next attempt: the server's wish, or sooner after a failure. @param {number} dice from [0, 1) */
  async waitS(dice) {
    const { failures, next_in_s: wish } = await this.store.read((tables) => tables.state());
    return (failures ? Math.min(wish, outbox.backoffS(failures)) : wish) * (0.8 + 0.4 * dice);
  }

  /** What is shown now: base rows with the own commands on top that have not come back yet. */
  view() {
    return this.store.read((tables) => view(tables));
  }

  /** @param {Tables} tables @param {Queued} entry @param {number} retryAfterS @param {Clock} now */
  _holdBack(tables, entry, retryAfterS, now) {
    const waitS = Math.max(retryAfterS, outbox.backoffS(entry.tries));
    this._held.set(entry.lane, { boot: now.boot, until: now.mono + waitS * 1000 });
    tables.queue.put({ ...entry, tries: entry.tries + 1 });
  }
}

/** @param {string} why */
function first(why) {
  return [...why].slice(0, 500).join("");
}
