// Starts worker processes: posix_spawn with two channels on descriptors 3 and 4 beside the standard streams. Blocks for
// as long as the kernel takes to load a program, so it is never called on an event loop.

import CLinux
import Glibc
import SystemPackage

/// A worker process that has just been started, and the daemon's ends of its pipes: non-blocking, close-on-exec.
struct SpawnedWorker: Sendable {
  let pid: pid_t
  /// Readable when the process has ended.
  let pidfd: Int32
  /// What it is told.
  let orders: Int32
  /// What it says.
  let reports: Int32
  let stdout: Int32
  let stderr: Int32

  func closeAll() {
    for descriptor in [pidfd, orders, reports, stdout, stderr] { close(descriptor) }
  }
}

/// Why a worker process could not be started.
struct SpawnFault: Error, Hashable {
  /// What it was about: the program, or `a pipe`.
  let what: String
  let number: Int32

  var message: String {
    "cannot start \(what): \(String(cString: strerror(number)))"
  }
}

/// What is needed to start a worker process.
struct WorkerSpawn: Sendable {
  let command: WorkerCommand
  /// Variables as `NAME=value` and a NUL.
  let environment: [[UInt8]]
  /// Where the program is looked for.
  let searchPath: String?
  /// Soft limit of open files; `nil` leaves the daemon's.
  let openFilesLimit: UInt64?

  func start() throws(SpawnFault) -> SpawnedWorker {
    let (path, argv) = try program()
    let pipes = try WorkerPipes()
    var pid: pid_t = 0
    let number = Self.withCStrings(argv.map { Array($0.utf8) + [0] }) { argv in
      Self.withCStrings(environment) { environment in
        clinux_spawn_worker(path, argv, environment, pipes.given, &pid)
      }
    }
    pipes.closeGiven()
    if number != 0 {
      pipes.closeKept()
      throw SpawnFault(what: argv[0], number: number)
    }
    if let openFilesLimit { _ = clinux_limit_open_files(pid, openFilesLimit) }
    // Nobody else reaps it, so the number is its own until this process has.
    let pidfd = clinux_pidfd_open(pid)
    if pidfd < 0 {
      let number = errno
      pipes.closeKept()
      killpg(pid, SIGKILL)
      waitpid(pid, nil, 0)
      throw SpawnFault(what: "watching \(argv[0])", number: number)
    }
    return SpawnedWorker(
      pid: pid, pidfd: pidfd, orders: pipes.orders.1, reports: pipes.reports.0, stdout: pipes.stdout.0,
      stderr: pipes.stderr.0)
  }

  /// The path to execute, and the arguments.
  private func program() throws(SpawnFault) -> (path: String, argv: [String]) {
    switch command {
    case .reexec:
      // The very file this process runs, even when another stands at its path by now.
      return ("/proc/self/exe", [CommandLine.arguments.first ?? "worker"])
    case .program(let argv):
      guard let name = argv.first else { throw SpawnFault(what: "nothing", number: ENOENT) }
      if let number = ChildCommand.problem(name, searchPath: searchPath, directory: nil) {
        throw SpawnFault(what: name, number: number)
      }
      return (ChildCommand.path(of: name, searchPath: searchPath), argv)
    }
  }

  /// The texts, each ended by a NUL, as the kernel takes them.
  private static func withCStrings<Value>(
    _ texts: [[UInt8]], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { text in
      text.withUnsafeBytes { bytes in bytes.baseAddress.flatMap { strdup($0.assumingMemoryBound(to: CChar.self)) } }
    }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { buffer in
      guard let address = buffer.baseAddress else { preconditionFailure("the array has at least its terminator") }
      return body(address)
    }
  }
}
