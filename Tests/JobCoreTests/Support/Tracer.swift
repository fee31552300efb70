// Holds on to processes as a debugger does: the kernel keeps their ends for it, and shows them to nobody else.

import Foundation
import Glibc
import TestSupport
import Testing

/// A process that traces others until it is told to let go.
final class Tracer: Sendable {
  private let scratch: TemporaryDirectory
  private let shell: SpawnedShell

  /// Returns when it holds them.
  init(of pids: [pid_t]) async throws {
    let scratch = try TemporaryDirectory()
    self.scratch = scratch
    try Self.program.write(toFile: "\(scratch.path)/tracer.py", atomically: true, encoding: .utf8)
    let arguments = ([scratch.path] + pids.map { "\($0)" }).joined(separator: " ")
    shell = try SpawnedShell("exec python3 -S -E \(scratch.path)/tracer.py \(arguments)")
    try await eventually("it holds nobody: \(scratch.path)") {
      FileManager.default.fileExists(atPath: "\(scratch.path)/holds")
    }
  }

  func letGo() {
    // Its number is its own until the shell is let go of.
    kill(shell.pid, SIGKILL)
  }

  private static let program = """
    import ctypes, signal, sys
    libc = ctypes.CDLL(None)
    libc.ptrace.argtypes = [ctypes.c_long] * 4
    seize = 0x4206
    if all(libc.ptrace(seize, int(pid), 0, 0) == 0 for pid in sys.argv[2:]):
        open(f"{sys.argv[1]}/holds", "w").close()
    while True:
        signal.pause()
    """
}

/// The descriptors of this process for `pid` (pidfd_open(2)).
func descriptors(of pid: pid_t) throws -> Int {
  let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fdinfo")
  return names.count { name in
    guard let text = try? String(contentsOfFile: "/proc/self/fdinfo/\(name)", encoding: .utf8) else { return false }
    return text.split(separator: "\n").contains("Pid:\t\(pid)")
  }
}

/// Whether a process is there, be it a zombie.
func isThere(_ pid: pid_t) -> Bool {
  kill(pid, 0) == 0
}
