// A disk under the daemon that fails when a test says so: a library that is loaded before the C library's.

import Foundation
import Testing

/// The faults of one daemon's disk.
struct FaultyDisk {
  private let rules: String
  private let library: String

  /// Built once; nil without a C compiler.
  static let library = PreloadedLibrary("FaultyDisk/faulty_disk.c")

  init(_ scratch: Scratch) throws {
    library = try #require(Self.library).path
    rules = scratch.file("rules")
  }

  /// What the daemon is started with.
  var wrapper: [String] { ["/usr/bin/env", "LD_PRELOAD=\(library)", "FAULTY_DISK=\(rules)"] }

  /// From now on, or in each program when `skip` of them have gone through, `call` (read, write, sync, truncate) on
  /// files like `pattern` fails with `error`.
  func fail(_ call: String, _ pattern: String, _ error: Int32, after skip: Int = 0) throws {
    try "\(pattern) \(call) \(error) \(skip)\n".write(toFile: rules, atomically: true, encoding: .utf8)
  }

  func heal() throws {
    try FileManager.default.removeItem(atPath: rules)
  }
}
