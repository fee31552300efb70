// The built jobd, run as a process of its own: what a shell or systemd would see of it. Started with posix_spawn, so
// that it has exactly the descriptors given here, whatever other tests have open at the time.

import Foundation
import Synchronization

/// A running jobd, killed when the test lets go of it.
final class JobdProcess: Sendable {
  let pid: Int32
  private let output: Lines
  private let errors: Lines
  private let ended: AsyncStream<Int32>

  /// - Parameter listener: a listening socket to pass as systemd would.
  init(_ arguments: [String], environment: [String: String] = [:], listener: Int32? = nil) throws {
    var command = [Self.path] + arguments
    if listener != nil {
      // LISTEN_PID must be the pid jobd will have, which only the shell that becomes jobd knows.
      command = ["/bin/sh", "-c", #"LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@""#] + command
    }
    let environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    let (child, outputEnd, errorEnd) = try Self.starting.withLock { _ in
      try Self.start(command, environment, listener: listener)
    }
    pid = child
    output = Lines(outputEnd)
    errors = Lines(errorEnd)
    let (ended, end) = AsyncStream.makeStream(of: Int32.self)
    self.ended = ended
    Thread {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7f
      end.yield(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
      end.finish()
    }.start()
  }

  deinit { kill(pid, SIGKILL) }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// The first line of standard output that contains `text`; nil when the output ends without it.
  func outputLine(containing text: String) async -> String? { await output.first(containing: text) }

  /// The exit status, 128 + N for a signal. May be asked for once.
  func exitStatus() async -> Int32? {
    for await status in ended { return status }
    return nil
  }

  /// Everything written to standard error, once the process has ended.
  func allErrors() async -> String { await errors.all() }

  /// jobd lies beside the test runner.
  static let path: String = {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: runner).deletingLastPathComponent().appending(path: "jobd").path
  }()

  /// One start at a time: between the making of a pipe and its close-on-exec flag no other child may be born, which
  /// would keep the pipe open after its owner has ended.
  private static let starting = Mutex<Void>(())

  private static func start(
    _ command: [String], _ environment: [String: String], listener: Int32?
  ) throws -> (pid: Int32, output: Int32, errors: Int32) {
    let output = try pipe()
    let errors = try pipe()
    defer {
      close(output.writing)
      close(errors.writing)
    }
    let pid = try spawn(command, environment, output: output.writing, errors: errors.writing, listener: listener)
    return (pid, output.reading, errors.reading)
  }

  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw SystemFailure(call: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], output: Int32, errors: Int32, listener: Int32?
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    if let listener { posix_spawn_file_actions_adddup2(&actions, listener, 3) }
    let arguments = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, command[0], &actions, nil, arguments, variables)
    guard result == 0 else { throw SystemFailure(call: "posix_spawn", code: result) }
    return pid
  }
}

/// The lines of a pipe, read by a thread of its own so that the writer never blocks.
private final class Lines: Sendable {
  private let stream: AsyncStream<String>

  init(_ descriptor: Int32) {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    self.stream = stream
    Thread {
      var pending: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { break }
        pending += buffer[..<count]
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          continuation.yield(String(decoding: pending[..<end], as: UTF8.self))
          pending.removeSubrange(...end)
        }
      }
      close(descriptor)
      continuation.finish()
    }.start()
  }

  func first(containing text: String) async -> String? {
    for await line in stream where line.contains(text) { return line }
    return nil
  }

  func all() async -> String {
    var lines: [String] = []
    for await line in stream { lines.append(line) }
    return lines.joined(separator: "\n")
  }
}
