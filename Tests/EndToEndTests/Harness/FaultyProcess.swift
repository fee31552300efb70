// A kernel that does not tell the daemon of the ends of its children, when a test says so.

import Foundation
import Testing

/// The faults of one daemon's calls about processes.
struct FaultyProcess {
  enum Fault: String {
    /// There is no descriptor to watch a child with.
    case none
    /// There is one that never tells of an end.
    case mute
    /// SIGKILL does not reach a process group.
    case alive
  }

  /// Built once.
  static let library = PreloadedLibrary("FaultyProcess/faulty_process.c")

  private let rules: String
  private let library: String

  init(_ scratch: Scratch) throws {
    library = try #require(Self.library).path
    rules = scratch.file("process-rules")
  }

  /// What the daemon is started with.
  var wrapper: [String] { ["/usr/bin/env", "LD_PRELOAD=\(library)", "FAULTY_PROCESS=\(rules)"] }

  /// From now on.
  func begin(_ fault: Fault) throws {
    try fault.rawValue.write(toFile: rules, atomically: true, encoding: .utf8)
  }

  func end() throws {
    try FileManager.default.removeItem(atPath: rules)
  }
}
