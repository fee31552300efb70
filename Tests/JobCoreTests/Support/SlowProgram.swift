// A program that cannot be executed before it is let go, as one on a disk that does not answer.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

/// A program that this process holds a lease on: whoever executes it waits for its end.
final class SlowProgram: Sendable {
  static let user = UserAccount(
    name: "nobody", uid: 65_534, gid: 65_533, groups: [65_533], home: "/", shell: "/bin/sh")

  // Glibc keeps them for _GNU_SOURCE.
  private static let setLease: Int32 = 1_024
  private static let setSignal: Int32 = 10

  private let scratch: TemporaryDirectory
  private let file: Int32
  private var path: String { "\(scratch.path)/tool" }

  init() async throws {
    scratch = try TemporaryDirectory()
    try "#!/bin/sh\n".write(toFile: "\(scratch.path)/tool", atomically: false, encoding: .utf8)
    file = open("\(scratch.path)/tool", O_RDONLY | O_CLOEXEC)
    guard chmod(scratch.path, 0o711) == 0, chmod("\(scratch.path)/tool", 0o755) == 0,
      // Who is asked for it is told by a signal: one that does nothing.
      fcntl(file, Self.setSignal, SIGWINCH) == 0
    else { throw Unexpected(what: "no lease: \(errno)") }
    // A child of another test that is just being started may have a copy of what has written it.
    let file = file
    try await eventually("there is no lease") { fcntl(file, Self.setLease, F_WRLCK) == 0 }
  }

  func start(patienceMillis: Int) -> ChildStart {
    var start = ChildStart(paths: [path], arguments: ["tool"], environment: [])
    start.become(Self.user, place: "/tmp")
    start.patienceMillis = patienceMillis
    return start
  }

  func letGo() {
    _ = fcntl(file, Self.setLease, F_UNLCK)
  }

  deinit {
    close(file)
  }
}
