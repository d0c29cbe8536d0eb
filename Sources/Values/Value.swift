// What a register holds. A `Value` is one trivial word of sixteen bytes: scalars stand in it, everything else is a `Ref`
// into a `Heap`. It owns nothing, so copying one costs no reference counting, and a whole machine is arrays of them.
//
// (`@usableFromInline` on a type is what lets other rooms see its `@inlinable` members; without it each is a call for them.)

/// The number of an object in a `Heap`.
@usableFromInline package struct Ref: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline package var index: UInt32
  @inlinable package init(_ index: UInt32) { self.index = index }
  @inlinable package init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }
  @inlinable package var position: Int { Int(index) }
}

/// A value of CEL (google/cel-spec, langdef.md, "Values") or of Twin's own: secrets, decimals, and `unset`.
@usableFromInline package enum Value: BitwiseCopyable, Sendable {
  /// What a register holds before anything was written to it: a step that has not run. Never part of a list or map,
  /// never an operand of an expression; `wrapOptional` turns it into `optional.none()`.
  case unset
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  /// Every NaN is the one with the bits of `Double.nan`.
  case double(Double)
  case decimal(DecimalValue)
  case timestamp(TimestampValue)
  case duration(DurationValue)
  case type(TypeName)
  /// `optional.none()`.
  case none
  /// UTF-8 text; compared by bytes.
  case string(Ref)
  case bytes(Ref)
  case list(Ref)
  /// Insertion order kept; keys are bool, int, uint or string.
  case map(Ref)
  /// `optional.of(x)`: one cell.
  case some(Ref)
  /// An error that was caught: see `Heap.makeError`.
  case error(Ref)
  /// Text with holes where secrets stand: see `Heap.makeSecret`. Its text is never in a machine.
  case secret(Ref)
}

/// Seconds since 1970-01-01T00:00:00Z with 0 ≤ nanoseconds < 1e9 added.
/// From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
@usableFromInline package struct TimestampValue: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline package var seconds: Int64
  @usableFromInline package var nanoseconds: Int32
  @inlinable package init(seconds: Int64, nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// A signed length of time; both parts have the same sign, |nanoseconds| < 1e9; in all, what 64 bits of nanoseconds hold
/// (about 292 years).
@usableFromInline package struct DurationValue: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline package var seconds: Int64
  @usableFromInline package var nanoseconds: Int32
  @inlinable package init(seconds: Int64, nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// `coefficient` × 10^-`scale`, 0 ≤ scale ≤ 18: exact money. Two decimals of equal worth and different scale are equal.
@usableFromInline package struct DecimalValue: BitwiseCopyable, Sendable {
  @usableFromInline package var coefficient: Int64
  @usableFromInline package var scale: UInt8
  @inlinable package init(coefficient: Int64, scale: UInt8) {
    self.coefficient = coefficient
    self.scale = scale
  }
}

/// The types that `type(x)` can give. The raw value is part of the snapshot and program formats.
@usableFromInline package enum TypeName: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case null = 0
  case bool, int, uint, double, string, bytes, list, map, timestamp, duration, type, optional, decimal, secret, error

  /// The name in CEL.
  package var text: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .type: "type"
    case .optional: "optional_type"
    case .decimal: "decimal"
    case .secret: "secret"
    case .error: "error"
    }
  }
}

extension Value {
  /// The object this value refers to, if it refers to one.
  @inlinable package var ref: Ref? {
    switch self {
    case .string(let ref), .bytes(let ref), .list(let ref), .map(let ref), .some(let ref), .error(let ref),
      .secret(let ref):
      ref
    case .unset, .null, .bool, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .none: nil
    }
  }

  /// The type as CEL's `type(x)` sees it.
  package var typeName: TypeName {
    switch self {
    case .unset, .none, .some: .optional
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .decimal: .decimal
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    case .string: .string
    case .bytes: .bytes
    case .list: .list
    case .map: .map
    case .error: .error
    case .secret: .secret
    }
  }
}
