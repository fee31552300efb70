// Starts worker processes: children with two channels on descriptors 3 and 4 beside the standard streams. Blocks for as
// long as the kernel takes to load a program, so it is never called on an event loop.

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
  var defaults = ChildDefaults()

  func start() throws(SpawnFault) -> SpawnedWorker {
    let (paths, arguments) = try program()
    let pipes = try WorkerPipes()
    let pid: pid_t
    do throws(StartFault) {
      defer { pipes.closeGiven() }
      pid = try ChildStart(paths: paths, arguments: arguments, environment: environment, defaults: defaults)
        .start(pipes.given)
    } catch {
      pipes.closeKept()
      throw SpawnFault(what: arguments[0], number: error.number)
    }
    // Nobody else reaps it, so the number is its own until this process has.
    let pidfd = clinux_pidfd_open(pid)
    if pidfd < 0 {
      let number = errno
      pipes.closeKept()
      killpg(pid, SIGKILL)
      if let watch = ChildWatch.shared { watch.leave(pid: pid) } else { waitpid(pid, nil, 0) }
      throw SpawnFault(what: "watching \(arguments[0])", number: number)
    }
    return SpawnedWorker(
      pid: pid, pidfd: pidfd, orders: pipes.orders.1, reports: pipes.reports.0, stdout: pipes.stdout.0,
      stderr: pipes.stderr.0)
  }

  /// Where the program may be, and its arguments.
  private func program() throws(SpawnFault) -> (places: [String], arguments: [String]) {
    switch command {
    case .reexec:
      // The very file this process runs, even when another stands at its path by now.
      return (["/proc/self/exe"], [CommandLine.arguments.first ?? "worker"])
    case .program(let argv):
      guard let name = argv.first else { throw SpawnFault(what: "nothing", number: ENOENT) }
      do throws(Errno) {
        return (try ChildCommand.places(name, searchPath: searchPath), argv)
      } catch {
        throw SpawnFault(what: name, number: error.rawValue)
      }
    }
  }
}
