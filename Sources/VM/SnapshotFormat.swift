// The constants of the snapshot's byte format, which Grammar/snapshot.md describes in full.
import Bytecode
import Values

enum SnapshotFormat {
  static let magic: [UInt8] = Array("TWSN".utf8)
  /// Version 2 has granted steps and fibers that wait for more of them. What has neither is written in version 1, so that its
  /// bytes, and what was made of them, are what they always were. Version 3 is for errors of which it is known whether what
  /// they came of was sent, and heard of.
  static let version: UInt64 = 3
  static let versionWithGrants: UInt64 = 2
  static let versionWithoutGrants: UInt64 = 1

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
  /// The tag's raw value of values that refer to such an object.
  @inline(__always) var tagValue: UInt8 {
    switch self {
    case .string: ValueTag.string.rawValue
    case .bytes: ValueTag.bytes.rawValue
    case .list: ValueTag.list.rawValue
    case .map: ValueTag.map.rawValue
    case .some: ValueTag.some.rawValue
    case .error: ValueTag.error.rawValue
    case .secret: ValueTag.secret.rawValue
    }
  }
}
