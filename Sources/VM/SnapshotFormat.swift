// The constants of the snapshot's byte format, which Grammar/snapshot.md describes in full.
import Bytecode
import Values

enum SnapshotFormat {
  static let magic: [UInt8] = Array("TWSN".utf8)
  static let version: UInt64 = 1

  /// First byte of a value that is none.
  static let unset: UInt8 = 0x3F
  /// Added to the tag of a value whose object has been met before: its number follows.
  static let met: UInt8 = 0x40
  /// Added to the tag of a value whose object is a constant or an input: its number follows.
  static let frozen: UInt8 = 0x80

  enum Result: UInt8 {
    case none = 0
    case completed, failed
  }

  enum Flags {
    static let finalInstructions: UInt8 = 1
    static let finalSteps: UInt8 = 2
  }
}

extension ObjectKind {
  var tag: ValueTag {
    switch self {
    case .string: .string
    case .bytes: .bytes
    case .list: .list
    case .map: .map
    case .some: .some
    case .error: .error
    case .secret: .secret
    }
  }
}

extension ValueTag {
  /// The kind of object that a value with this tag refers to, if it refers to one.
  @inline(__always) var objectKind: ObjectKind? {
    switch self {
    case .string: .string
    case .bytes: .bytes
    case .list: .list
    case .map: .map
    case .some: .some
    case .error: .error
    case .secret: .secret
    case .null, .false, .true, .int, .uint, .double, .decimal, .timestamp, .duration, .type, .none: nil
    }
  }
}
