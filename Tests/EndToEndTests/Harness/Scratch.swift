// A directory of a test's own, gone when the test is.

import Foundation

/// A fresh directory with a name short enough for a Unix socket inside it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = "\(FileManager.default.temporaryDirectory.path)/jobd-e2e-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What a file of the directory holds; empty when it is not there.
  func text(_ name: String) -> String { (try? String(contentsOfFile: file(name), encoding: .utf8)) ?? "" }

  func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }

  /// Makes an empty file.
  func touch(_ name: String) { close(open(file(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)) }

  /// Makes a program. Another process writes it: a child that is forked here while it is open for writing would hold a
  /// copy, and as long as one is open nobody can execute it (ETXTBSY).
  func program(_ name: String, _ text: String) async throws -> String {
    let draft = file("\(name).draft")
    try text.write(toFile: draft, atomically: true, encoding: .utf8)
    let status = try await Program(["/usr/bin/install", "-m", "755", draft, file(name)]).exit()
    if status != 0 { throw Unexpected("install ended with \(status)") }
    return file(name)
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}
