/**
 * The store in a browser's IndexedDB: an object store for each table, one transaction for each commit.
 *
 * A transaction ends by itself as soon as nothing is asked of it. So the work of a commit may await its tables alone.
 */
import { Tables, TABLES } from "./tables.js";

/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").Part} Part */
/** @typedef {import("./ports.js").Backend} Backend */

const VERSION = 1;

/** What a request comes to. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The tables of one transaction. @implements {Backend} */
class Open {
  /** @param {IDBTransaction} transaction */
  constructor(transaction) {
    this.transaction = transaction;
  }

  /** @param {string} table @param {Key} key @returns {Promise<any>} */
  get(table, key) {
    return answered(this.transaction.objectStore(table).get(/** @type {IDBValidKey} */ (key)));
  }

  /** @param {string} table @param {readonly Part[]} [prefix] @returns {Promise<any[]>} */
  all(table, prefix) {
    // after every number and text come lists: an empty one ends what begins with the prefix
    const range = prefix ? IDBKeyRange.bound([...prefix], [...prefix, []]) : undefined;
    return answered(this.transaction.objectStore(table).getAll(range));
  }

  /** @param {string} table @param {Key} key @param {any} row */
  put(table, key, row) {
    this.transaction.objectStore(table).put(row, /** @type {IDBValidKey} */ (key));
  }

  /** @param {string} table @param {Key} key */
  drop(table, key) {
    this.transaction.objectStore(table).delete(/** @type {IDBValidKey} */ (key));
  }
}

/**
 * A store that outlives the page. Each user has one of their own; `open` it by a name that tells whose it is. Several
 * pages may have it open: the database lets one commit at a time through.
 */
export class IndexedDbStore {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close(); // a later app, or `destroy`, must not wait for this page
  }

  /**
   * Open a store, and make it where there is none. Throws what the database throws: no room, a private window.
   *
   * @param {string} name
   * @returns {Promise<IndexedDbStore>}
   */
  static async open(name) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table);
    };
    return new IndexedDbStore(await answered(request));
  }

  /** Delete a store with all that is in it: the end of `Phone.leave`, once its proofs are on record. @param {string} name */
  static async destroy(name) {
    await answered(indexedDB.deleteDatabase(name));
  }

  /** See Store. @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  commit(work) {
    return this._within(this.database.transaction([...TABLES], "readwrite", { durability: "strict" }), work);
  }

  /** See Store. @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  read(work) {
    return this._within(this.database.transaction([...TABLES], "readonly"), work);
  }

  /** Let go of the database. */
  close() {
    this.database.close();
  }

  /** @template T @param {IDBTransaction} transaction @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  async _within(transaction, work) {
    /** @type {Promise<void>} */
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the commit was given up"));
    });
    ended.catch(() => {}); // told below, after what the work itself has to say
    try {
      const told = await work(new Tables(new Open(transaction)));
      await ended;
      return told;
    } catch (error) {
      giveUp(transaction);
      await ended.catch(() => {});
      throw error;
    }
  }
}

/** @param {IDBTransaction} transaction */
function giveUp(transaction) {
  try {
    transaction.abort();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidStateError") throw error; // it has ended by itself
  }
}
