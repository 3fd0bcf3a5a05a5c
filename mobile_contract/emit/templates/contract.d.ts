// Made by `python -m mobile_contract.emit` for contract /* contract */; do not edit.

/** An RFC 3339 date and time with its offset. */
export type Instant = string;
/** Bytes as Base64 (RFC 4648, with padding). */
export type Base64 = string;
/** What a change says of a field: what the screen showed, and what is meant now; null is "empty". */
export type Edit<T> = readonly [was: T | null, now: T | null];
/** A word that this contract knows, or one of a newer server. */
export type Open<T extends string> = T | (string & {});

/* types */
/** Every shape by its name. */
export interface Shapes {
/* shapes */
  readonly AnyCommand: AnyCommand;
}

/** What is wrong with a value: where, and which rule it breaks. */
export interface Fault {
  readonly path: string;
  readonly rule: "type" | "required" | "unknown_field" | "unknown_word" | "ge" | "le" | "min_length" | "max_length" | "pattern";
}

/** A value that is not of its shape; `faults` say where. */
export declare class ContractError extends Error {
  constructor(name: string, faults: readonly Fault[]);
  readonly faults: readonly Fault[];
}

export declare const CONTRACT: /* contract */;
/** Record shapes by the kind's number on the wire (`Row.kind`). */
export declare const KINDS: Readonly<Record<number, keyof Shapes>>;
/** Command shapes by their tag (`kind`). */
export declare const COMMANDS: Readonly<Record<string, keyof Shapes>>;
/** The merge policy of each field that a person may write, by record and field. */
export declare const POLICIES: Readonly<Partial<Record<keyof Shapes, Readonly<Record<string, Policy>>>>>;
/** What each refusal means, for people. */
export declare const PROBLEMS: Readonly<Record<ProblemCode, { readonly en: string; readonly zh: string }>>;
/** The words of each enumeration; a newer server may say others. */
export declare const WORDS: Readonly<Record<string, readonly string[]>>;
/** Commands that are decided online alone: a phone without a line keeps them as drafts. */
export declare const ONLINE_ONLY: ReadonlySet<string>;
export type Policy = /* policies */;

/** A value that the server wrote: fields that this contract does not know are left out, defaults filled in. Throws ContractError. */
export declare function decode<K extends keyof Shapes>(name: K, value: unknown): Shapes[K];
/** A row's record by its kind's number; null for a kind that this contract does not know. Throws ContractError. */
export declare function decodeRecord(kind: number, value: unknown): AnyRecord | null;
/** What a strict server would refuse of a value that this client is about to write; none is well. */
export declare function faults<K extends keyof Shapes>(name: K, value: unknown): readonly Fault[];
/** The JSON text of a value: fields in their order, defaults left out. The same value has the same bytes. Throws ContractError. */
export declare function encode<K extends keyof Shapes>(name: K, value: Shapes[K]): string;

/** A shape's tag, and its fields in their order; `byDefault` is what one is where nobody says anything of it. */
export interface ShapeFacts {
  readonly tagField: string;
  readonly tag: string;
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly byDefault: unknown }[];
}
/** How a shape is made. Throws TypeError for a name that is none. */
export declare function shapeOf(name: string): ShapeFacts;
