// One file of a daemon on a disk that does not answer, as long as a test says so.

import Foundation
import Testing

/// A file that cannot be looked at or opened for now.
struct HangingFile {
  /// Built once; nil without a C compiler.
  static let library = PreloadedLibrary("HangingFile/hanging_file.c")

  private let path: String
  private let gate: String
  private let library: String

  /// It hangs from now on.
  init(_ path: String, in scratch: Scratch) throws {
    library = try #require(Self.library).path
    self.path = path
    gate = scratch.file("hangs")
    scratch.touch("hangs")
  }

  /// What the daemon is started with.
  var wrapper: [String] { ["/usr/bin/env", "LD_PRELOAD=\(library)", "HANGING_FILE=\(path)", "HANGING_GATE=\(gate)"] }

  /// Somebody waits for it.
  var isWaitedFor: Bool { access("\(gate).waits", F_OK) == 0 }

  func answer() throws {
    try FileManager.default.removeItem(atPath: gate)
  }
}
