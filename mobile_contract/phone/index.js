/** The sync client of a phone: one ES module without dependencies. PROTOCOL.md says what it keeps to. */
export { CONTRACT, ContractError } from "../generated/contract.js";
export { bucketSums, total } from "./digest.js";
export { blake2b, sha256 } from "./hashes.js";
export { IndexedDbStore } from "./idb.js";
export { receiptOf } from "./inbox.js";
export { isOver } from "./lease.js";
export { MemoryStore } from "./memory.js";
export { TooLarge } from "./outbox.js";
export { AnotherUser, Phone } from "./phone.js";
export { FRESH } from "./ports.js";
export { baseOf, readRecord, view } from "./showing.js";
export { Tables, TABLES } from "./tables.js";
export { bytesOf, readBoot, readDigest, readPull, readPush, readWipe } from "./texts.js";
