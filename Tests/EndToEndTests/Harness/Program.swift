// One process started by a test, with what it wrote and how it ended. Started with posix_spawn, so that it has exactly
// the descriptors given here, whatever other tests have open at the time.

import Foundation
import Synchronization

/// A child process of the test.
final class Program: Sendable {
  let pid: Int32
  private let seen = Mutex(Seen())

  private struct Seen {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var openStreams = 2
    var status: Int32?
  }

  /// - Parameters:
  ///   - output: a descriptor to use as standard output instead of the one read here.
  ///   - terminal: what it has as its terminal, and as all three of its streams; what it writes there is its `output`.
  init(
    _ command: [String], environment: [String: String] = [:], input: String = "/dev/null", output: Int32? = nil,
    terminal: PseudoTerminal? = nil
  ) throws {
    let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent", "TZ": "UTC"]
      .merging(environment) { $1 }
    let (child, outputEnd, errorEnd) = try Self.starting.withLock { _ in
      try Self.start(command, variables, input: input, output: output, terminal)
    }
    pid = child
    read(outputEnd) { $0.output += $1 }
    read(errorEnd) { $0.errors += $1 }
    Thread { [self] in
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7f
      let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
      seen.withLock { $0.status = code }
    }.start()
  }

  var output: String { seen.withLock { String(decoding: $0.output, as: UTF8.self) } }
  var errors: String { seen.withLock { String(decoding: $0.errors, as: UTF8.self) } }
  /// Nil while it runs; 128 + N when signal N ended it.
  var status: Int32? { seen.withLock { $0.status } }

  func send(_ signal: Int32) {
    if status == nil { kill(pid, signal) }
  }

  /// The exit status, once the process has ended and all it wrote is here.
  func exit(within limit: Duration = .seconds(40)) async throws -> Int32 {
    try await eventually("the end of process \(pid)", within: limit) {
      seen.withLock { $0.status != nil && $0.openStreams == 0 }
    }
    return status ?? -1
  }

  /// The exit status, waited for on this thread: for what decides whether a test is run, which cannot be asynchronous.
  func blockingStatus() -> Int32 {
    while true {
      if let status { return status }
      // Safe: bounded by the short life of the programs that are asked so, a compiler or a mount.
      usleep(10_000)
    }
  }

  private func read(_ descriptor: Int32, keep: @escaping @Sendable (inout Seen, ArraySlice<UInt8>) -> Void) {
    Thread { [self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = Foundation.read(descriptor, &buffer, buffer.count)
        if count <= 0 { break }
        seen.withLock { keep(&$0, buffer[..<count]) }
      }
      close(descriptor)
      seen.withLock { $0.openStreams -= 1 }
    }.start()
  }

  /// One start at a time: between the making of a pipe and its close-on-exec flag no other child may be born, which
  /// would keep the pipe open after its owner has ended.
  private static let starting = Mutex<Void>(())

  private static func start(
    _ command: [String], _ environment: [String: String], input: String, output: Int32?, _ terminal: PseudoTerminal?
  ) throws -> (pid: Int32, output: Int32, errors: Int32) {
    let out = try pipe()
    let err = try pipe()
    defer {
      close(out.writing)
      close(err.writing)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if let terminal {
      // The first terminal that the leader of a session opens is its own.
      posix_spawnattr_setflags(&attributes, Self.startsSession)
      posix_spawn_file_actions_addopen(&actions, 0, terminal.path, O_RDWR, 0)
      for stream: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, 0, stream) }
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output ?? out.writing, 1)
      posix_spawn_file_actions_adddup2(&actions, err.writing, 2)
    }
    let arguments = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    closeRestOnExec()
    var pid: pid_t = 0
    let result = posix_spawn(&pid, command[0], &actions, &attributes, arguments, variables)
    guard result == 0 else { throw Unexpected("posix_spawn \(command[0]): \(String(cString: strerror(result)))") }
    guard let terminal else { return (pid, out.reading, err.reading) }
    close(out.reading)
    return (pid, terminal.controller, err.reading)
  }

  /// What the runner left open, and what other tests open without the flag, is not the program's: a daemon counts what it
  /// was given.
  private static func closeRestOnExec() {
    for descriptor: Int32 in 3..<1_024 {
      let flags = fcntl(descriptor, F_GETFD)
      if flags >= 0, flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
    }
  }

  /// POSIX_SPAWN_SETSID, which the headers keep from Swift.
  private static let startsSession: Int16 = 0x80

  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw Unexpected("pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
