// A shell as a child of the test itself, in a process group of its own: nobody but the test waits for it.

import Glibc
import TestSupport

/// A child that runs a command of `/bin/sh`. It is killed with its group when the test lets go of it.
final class SpawnedShell: Sendable {
  /// Its number, and that of its group.
  let pid: pid_t

  init(_ command: String, environment: [String: String] = [:], program: String? = nil) throws {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let words = program.map { [$0] } ?? ["/bin/sh", "-c", command]
    let settings = ["PATH=/usr/bin:/bin"] + environment.map { "\($0.key)=\($0.value)" }
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) }
    defer { for text in argv + variables { free(text) } }
    argv.append(nil)
    variables.append(nil)
    var child: pid_t = 0
    let failure = posix_spawn(&child, program ?? "/bin/sh", nil, &attributes, argv, variables)
    if failure != 0 { throw Unexpected(what: "cannot start a shell: \(failure)") }
    pid = child
  }

  /// Ends it and its group, and waits for it.
  func kill() {
    killpg(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  deinit {
    kill()
  }
}
