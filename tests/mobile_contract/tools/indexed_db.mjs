// A browser's database in Node, and the phone's store in it: for `play_scripts.mjs`.
import "fake-indexeddb/auto";

const { IndexedDbStore } = await import(process.argv[2]);

/** Another opening of a store that is there already: what a page finds after it was closed. */
export function openStore(name) {
  return IndexedDbStore.open(name);
}
