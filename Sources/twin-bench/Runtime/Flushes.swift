// Counts how often this process asks the disk to keep what was written. Every library that is linked into a program finds the
// program's own `fsync` and `fdatasync` before the C library's, so SQLite calls these; they count, and do what was asked.
import Foundation
import Synchronization

enum Flushes {
  fileprivate static let counter = Atomic<Int>(0)
  static var count: Int { counter.load(ordering: .relaxed) }

  fileprivate typealias Call = @convention(c) (Int32) -> Int32
  /// The C library's, found behind ours.
  fileprivate static let fsync = find("fsync")
  fileprivate static let fdatasync = find("fdatasync")

  private static func find(_ name: String) -> Call {
    // RTLD_NEXT is a cast in C, which Swift does not import.
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -1), name) else { fatalError("there is no \(name)") }
    return unsafeBitCast(symbol, to: Call.self)
  }
}

@_cdecl("fsync") public func countedFsync(_ descriptor: Int32) -> Int32 {
  Flushes.counter.add(1, ordering: .relaxed)
  return Flushes.fsync(descriptor)
}

@_cdecl("fdatasync") public func countedFdatasync(_ descriptor: Int32) -> Int32 {
  Flushes.counter.add(1, ordering: .relaxed)
  return Flushes.fdatasync(descriptor)
}
