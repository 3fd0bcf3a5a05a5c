// Made by `python -m mobile_contract.emit` for contract /* contract */; do not edit.

import Foundation

public let contractNumber = /* contract */

/// An RFC 3339 date and time with its offset.
public typealias Instant = String

/// Bytes as Base64 (RFC 4648, with padding).
public typealias Base64Bytes = String

/// What is wrong with a value: which field, and which rule it breaks.
public struct Fault: Hashable, Sendable {
    public let path: String
    public let rule: String
}

/// A value that a client writes, and that a strict server checks.
public protocol Checked {
    /// What a strict server would refuse; none is well.
    func faults() -> [Fault]
}

/// Any JSON.
public indirect enum JSONValue: Codable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public init(from decoder: Decoder) throws {
        let one = try decoder.singleValueContainer()
        if one.decodeNil() {
            self = .null
        } else if let value = try? one.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? one.decode(Double.self) {
            self = .number(value)
        } else if let value = try? one.decode(String.self) {
            self = .string(value)
        } else if let value = try? one.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try one.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: Encoder) throws {
        var one = encoder.singleValueContainer()
        switch self {
        case .null: try one.encodeNil()
        case .bool(let value): try one.encode(value)
        case .number(let value): try one.encode(value)
        case .string(let value): try one.encode(value)
        case .array(let value): try one.encode(value)
        case .object(let value): try one.encode(value)
        }
    }
}

/// What a change says of a field: what the screen showed, and what is meant now; nil is "empty".
public struct Edit<T: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    public var was: T?
    public var now: T?

    public init(was: T?, now: T?) {
        self.was = was
        self.now = now
    }

    public init(from decoder: Decoder) throws {
        var both = try decoder.unkeyedContainer()
        was = try both.decode(T?.self)
        now = try both.decode(T?.self)
    }

    public func encode(to encoder: Encoder) throws {
        var both = encoder.unkeyedContainer()
        try both.encode(was)
        try both.encode(now)
    }
}

private struct Check {
    var found: [Fault] = []

    mutating func that(_ holds: Bool, _ path: String, _ rule: String) {
        if !holds { found.append(Fault(path: path, rule: rule)) }
    }

    mutating func below(_ path: String, _ inner: some Checked) {
        found += inner.faults().map { Fault(path: "\(path).\($0.path)", rule: $0.rule) }
    }

    func fits(_ text: String, _ pattern: Int) -> Bool {
        let whole = NSRange(text.startIndex..., in: text)
        return patterns[pattern].firstMatch(in: text, options: [], range: whole) != nil
    }
}

private func pattern(_ text: String) -> NSRegularExpression {
    // The texts are this file's own; one that did not compile would fail its tests.
    try! NSRegularExpression(pattern: text, options: [.useUnixLineSeparators])
}
