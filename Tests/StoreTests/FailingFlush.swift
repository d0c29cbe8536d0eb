// The disk's flush, made to fail for one file: the test program's own `fdatasync` stands before the C library's, and SQLite finds
// it as every library does that is linked into a program.
import Foundation
import Synchronization

/// Files whose flushes fail, by device and number, and how many more of each.
enum FailingFlush {
  fileprivate struct File: Hashable {
    var device: UInt
    var number: UInt
    init(_ status: stat) { (device, number) = (UInt(status.st_dev), UInt(status.st_ino)) }
  }
  fileprivate static let failing = Mutex<[File: (times: Int, error: Int32)]>([:])
  fileprivate static let isOn = Atomic<Bool>(false)
  fileprivate static let system: @convention(c) (Int32) -> Int32 = {
    // RTLD_NEXT is a cast in C, which Swift does not import.
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "fdatasync") else { fatalError("no fdatasync") }
    return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
  }()

  /// The next `times` flushes of the file fail with `error`, while `body` runs.
  static func of<T>(_ path: String, times: Int, error: Int32 = EIO, _ body: () throws -> T) rethrows -> T {
    var status = stat()
    precondition(stat(path, &status) == 0, "there is no \(path)")
    let file = File(status)
    failing.withLock { $0[file] = (times, error) }
    isOn.store(true, ordering: .sequentiallyConsistent)
    defer { failing.withLock { _ = $0.removeValue(forKey: file) } }
    return try body()
  }

  fileprivate static func flush(_ descriptor: Int32) -> Int32 {
    var status = stat()
    if isOn.load(ordering: .sequentiallyConsistent), fstat(descriptor, &status) == 0 {
      let file = File(status)
      let error = failing.withLock { (files) -> Int32? in
        guard let entry = files[file], entry.times > 0 else { return nil }
        files[file]?.times -= 1
        return entry.error
      }
      if let error {
        errno = error
        return -1
      }
    }
    return system(descriptor)
  }
}

@_cdecl("fdatasync") public func testedFdatasync(_ descriptor: Int32) -> Int32 { FailingFlush.flush(descriptor) }
