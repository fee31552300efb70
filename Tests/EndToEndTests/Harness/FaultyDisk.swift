// A disk under the daemon that fails when a test says so: a library that is loaded before the C library's.

import Foundation
import Testing

/// The faults of one daemon's disk.
struct FaultyDisk {
  private let rules: String
  private let library: String

  /// Built once; nil without a C compiler.
  static let library: String? = {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../FaultyDisk")
    guard let scratch = try? Scratch() else { return nil }
    kept = scratch
    let path = scratch.file("faulty_disk.so")
    for compiler in ["/usr/bin/cc", "/usr/bin/clang", "/usr/local/bin/clang", "/opt/swift/usr/bin/clang"] {
      let command = [
        compiler, "-shared", "-fPIC", "-O", "-I", source.appending(path: "include").path, "-o", path,
        source.appending(path: "faulty_disk.c").path, "-ldl", "-lpthread",
      ]
      guard access(compiler, X_OK) == 0, let program = try? Program(command) else { continue }
      // Safe: bounded by the compiler's own short life; a test's condition cannot be asynchronous.
      while program.status == nil { usleep(10_000) }
      if program.status == 0 { return path }
    }
    return nil
  }()

  /// Safe: written once, with `library`.
  private nonisolated(unsafe) static var kept: Scratch?

  init(_ scratch: Scratch) throws {
    library = try #require(Self.library)
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
