// Starts programs, waits for what they say, ends them. posix_spawn, so that starting costs as little as it can.

import Glibc

/// A child process.
final class Child {
  let pid: pid_t
  private let output: Int32
  private var isReaped = false

  /// - Parameters:
  ///   - command: an absolute path and its arguments
  ///   - output: a file for standard output; `nil` throws it away, empty makes a pipe to read with `line`
  init(
    _ command: [String], environment: [String: String] = [:], output path: String? = nil, errors: String? = nil
  ) throws(BenchFailure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var ends: [Int32] = [-1, -1]
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if path == "" {
      guard pipe(&ends) == 0 else { throw BenchFailure("cannot make a pipe") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, path ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let all = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    let arguments = command.map { strdup($0) } + [nil]
    let variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, command[0], &actions, nil, arguments, variables)
    if ends[1] >= 0 { close(ends[1]) }
    guard result == 0 else { throw BenchFailure("cannot start \(command[0]): \(String(cString: strerror(result)))") }
    self.pid = pid
    output = ends[0]
  }

  deinit {
    if !isReaped {
      kill(pid, SIGKILL)
      _ = wait()
    }
    if output >= 0 { close(output) }
  }

  /// The next line of standard output; `nil` at its end.
  func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  /// Waits for its end; the exit status, 128 + N for a signal.
  @discardableResult
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    isReaped = true
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  func end(_ signal: Int32) {
    kill(pid, signal)
    wait()
  }
}
