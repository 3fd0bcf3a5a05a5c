/* constants */

/** A value that is not of its shape; `faults` say where and which rule. */
export class ContractError extends Error {
  constructor(name, faults) {
    super(`${name}: ${faults.map((one) => `${one.path || "."} ${one.rule}`).join(", ")}`);
    this.name = "ContractError";
    this.faults = faults;
  }
}

const REQUIRED = 0;
const DEFAULT = 1;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE = /[\ud800-\udfff]/u;
const compiled = new Map();

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function patternOf(number) {
  if (!compiled.has(number)) compiled.set(number, new RegExp(PATTERNS[number], "u"));
  return compiled.get(number);
}

const IS = {
  string: (value) => typeof value === "string",
  instant: (value) => typeof value === "string" && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  int: (value) => Number.isInteger(value),
  float: (value) => typeof value === "number" && Number.isFinite(value),
  bool: (value) => typeof value === "boolean",
  bytes: (value) => typeof value === "string" && BASE64.test(value),
  any: (value) => value !== undefined,
};

/** Reads a value by its type. Strict: bounds, unknown fields of what clients write, unknown words are faults. */
class Reader {
  constructor(strict) {
    this.strict = strict;
    this.faults = [];
  }

  fault(path, rule) {
    this.faults.push({ path, rule });
  }

  read(number, value, path) {
    const type = TYPES[number];
    switch (type.t) {
      case "null":
        return value === null ? null : this.read(type.of, value, path);
      case "shape":
        return this.shape(type.of, value, path);
      case "words":
        return this.word(type.of, value, path);
      case "list":
        return this.list(type, value, path);
      case "edit":
        return this.places(value, path, 2, (one, at) => (one === null ? null : this.read(type.of, one, at)));
      case "tuple":
        return this.places(value, path, type.of.length, (one, at, i) => this.read(type.of[i], one, at));
      case "map":
        return this.map(type.of, value, path);
      case "one":
        return this.one(type.of, value, path);
      default:
        return this.scalar(type, value, path);
    }
  }

  scalar(type, value, path) {
    if (!IS[type.t](value)) {
      this.fault(path, "type");
    } else if (this.strict) {
      this.bounds(type, value, path);
    }
    return value;
  }

  bounds(type, value, path) {
    if (type.ge !== undefined && value < type.ge) this.fault(path, "ge");
    if (type.le !== undefined && value > type.le) this.fault(path, "le");
    if (typeof value === "string" && type.t === "string" && LONE.test(value)) this.fault(path, "pattern");
    if (type.min_length !== undefined || type.max_length !== undefined) {
      const length = lengthOf(type.t, value);
      if (length < (type.min_length ?? 0)) this.fault(path, "min_length");
      if (length > (type.max_length ?? Infinity)) this.fault(path, "max_length");
    }
    if (type.pattern !== undefined && !patternOf(type.pattern).test(value)) this.fault(path, "pattern");
  }

  word(name, value, path) {
    if (typeof value !== "string") this.fault(path, "type");
    else if (this.strict && !WORDS[name].includes(value)) this.fault(path, "unknown_word");
    return value;
  }

  list(type, value, path) {
    if (!Array.isArray(value)) {
      this.fault(path, "type");
      return value;
    }
    if (this.strict) this.bounds(type, value, path);
    return value.map((one, i) => this.read(type.of, one, `${path}[${i}]`));
  }

  places(value, path, count, read) {
    if (!Array.isArray(value) || value.length !== count) {
      this.fault(path, "type");
      return value;
    }
    return value.map((one, i) => read(one, `${path}[${i}]`, i));
  }

  map(of, value, path) {
    if (!isObject(value)) {
      this.fault(path, "type");
      return value;
    }
    const made = {};
    for (const [key, one] of Object.entries(value)) made[key] = this.read(of, one, `${path}.${key}`);
    return made;
  }

  one(of, value, path) {
    const fitting = of.find((number) => IS[TYPES[number].t](value));
    if (fitting === undefined) this.fault(path, "type");
    return fitting === undefined ? value : this.read(fitting, value, path);
  }

  shape(name, value, path) {
    if (name === "AnyCommand") return this.command(value, path);
    const [asked, arrayLike, tagField, tag, fields] = SHAPES[name];
    if (arrayLike) return this.row(fields, value, path);
    if (!isObject(value)) {
      this.fault(path, "type");
      return value;
    }
    const made = {};
    if (tag) made[tagField] = tag;
    if (tag && value[tagField] !== tag) this.fault(join(path, tagField), tagField in value ? "unknown_word" : "required");
    for (const [field, type, how, byDefault] of fields) {
      const at = join(path, field);
      if (value[field] !== undefined) made[field] = this.read(type, value[field], at);
      else if (how === REQUIRED) this.fault(at, "required");
      else if (how === DEFAULT) made[field] = structuredClone(byDefault);
    }
    if (this.strict && asked) this.unknown(fields, tagField, value, path);
    return made;
  }

  unknown(fields, tagField, value, path) {
    const known = new Set(fields.map(([field]) => field));
    for (const key of Object.keys(value)) {
      if (key !== tagField && !known.has(key)) this.fault(join(path, key), "unknown_field");
    }
  }

  /** A list by the order of its fields; a newer server may append places. */
  row(fields, value, path) {
    const least = fields.filter(([, , how]) => how === REQUIRED).length;
    if (!Array.isArray(value) || value.length < least) {
      this.fault(path, "type");
      return value;
    }
    return fields.map(([, type, , byDefault], i) =>
      i < value.length ? this.read(type, value[i], `${path}[${i}]`) : structuredClone(byDefault),
    );
  }

  command(value, path) {
    const name = isObject(value) ? COMMANDS[value.kind] : undefined;
    if (name !== undefined) return this.shape(name, value, path);
    this.fault(isObject(value) ? join(path, "kind") : path, isObject(value) && "kind" in value ? "unknown_word" : "required");
    return value;
  }
}

function join(path, name) {
  return path ? `${path}.${name}` : name;
}

/** Code points of text, bytes of Base64, members of a list. */
function lengthOf(kind, value) {
  if (kind === "bytes") return (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0);
  return typeof value === "string" ? [...value].length : value.length;
}

function known(name) {
  if (name !== "AnyCommand" && !(name in SHAPES)) throw new TypeError(`the contract has no shape ${name}`);
}

/** A value that the server wrote: unknown fields are left out, defaults filled in. Throws ContractError. */
export function decode(name, value) {
  known(name);
  const reader = new Reader(false);
  const made = reader.shape(name, value, "");
  if (reader.faults.length) throw new ContractError(name, reader.faults);
  return made;
}

/** A row's record by its kind's number; null for a kind that this contract does not know. Throws ContractError. */
export function decodeRecord(kind, value) {
  return KINDS[kind] === undefined ? null : decode(KINDS[kind], value);
}

/** What a strict server would refuse of a value that this client is about to write; none is well. */
export function faults(name, value) {
  known(name);
  const reader = new Reader(true);
  reader.shape(name, value, "");
  return reader.faults;
}

/** The JSON text of a value: fields in their order, defaults left out. Throws ContractError. */
export function encode(name, value) {
  decode(name, value);
  return writeShape(name, value);
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function writeShape(name, value) {
  const [, arrayLike, tagField, tag, fields] = SHAPES[name === "AnyCommand" ? COMMANDS[value.kind] : name];
  if (arrayLike) return `[${fields.map(([, type], i) => write(type, value[i])).join(",")}]`;
  const parts = tag ? [`${JSON.stringify(tagField)}:${JSON.stringify(tag)}`] : [];
  for (const [field, type, how, byDefault] of fields) {
    const one = value[field];
    if (one === undefined || (how === DEFAULT && same(one, byDefault))) continue;
    parts.push(`${JSON.stringify(field)}:${write(type, one)}`);
  }
  return `{${parts.join(",")}}`;
}

function write(number, value) {
  const type = TYPES[number];
  if (value === null) return "null";
  switch (type.t) {
    case "null":
      return write(type.of, value);
    case "shape":
      return writeShape(type.of, value);
    case "list":
    case "edit":
      return `[${value.map((one) => write(type.of, one)).join(",")}]`;
    case "tuple":
      return `[${value.map((one, i) => write(type.of[i], one)).join(",")}]`;
    case "map":
      return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${write(type.of, one)}`).join(",")}}`;
    case "one":
      return write(type.of.find((one) => IS[TYPES[one].t](value)), value);
    case "float":
      return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
    default:
      return JSON.stringify(value);
  }
}

/** How a shape is made: its tag, and its fields in their order with what each is where nobody says anything of it. */
export function shapeOf(name) {
  if (!(name in SHAPES)) throw new TypeError(`the contract has no shape ${name}`);
  const [, , tagField, tag, fields] = SHAPES[name];
  return {
    tagField,
    tag,
    fields: fields.map(([field, , how, byDefault]) => ({ name: field, required: how === REQUIRED, byDefault })),
  };
}
