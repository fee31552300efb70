// A command that runs beside jobctl, at its terminal and in its process group: what `scope` and an editor are.

import Dispatch
import JobClient
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A running command of this process.
final class LocalCommand: Sendable {
  /// What an environment holds at most, by far.
  private static let environmentBytesMax = 8 << 20

  /// Its process; nil as soon as it has been waited for and the number may be another's.
  private let process: Mutex<pid_t?>

  /// Starts it, with what this process was started with and `environment` over it.
  init(_ argv: [String], environment: [String: String]) throws(CommandFailure) {
    let entries = try Self.entries(environment)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // jobctl hears these itself, and what it ignores its child would ignore.
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words: [UnsafeMutablePointer<CChar>?] = argv.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = entries.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var number: pid_t = 0
    let code = posix_spawnp(&number, argv[0], nil, &attributes, words, variables)
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      // As a shell has it.
      throw CommandFailure(
        .command(code == ENOENT ? 127 : 126), "\(DisplayWidth.printable(argv[0])) cannot be started: \(reason).",
        hint: "Check the name and its permissions.")
    }
    process = Mutex(number)
  }

  /// Its exit status as a shell gives it, when it has ended.
  func status() async -> Int32 {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: self.reaped()) }
    }
  }

  /// Sends it a signal, if it is still there.
  func send(_ signal: Int32) {
    process.withLock { process in
      if let process { _ = kill(process, signal) }
    }
  }

  private func reaped() -> Int32 {
    guard let number = process.withLock({ $0 }) else { return 0 }
    var information = siginfo_t()
    // It stays a process until nobody can send it a signal any more.
    while waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return process.withLock { process in
      process = nil
      var status: Int32 = 0
      while waitpid(number, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }

  /// What this process was started with, and `environment` over it.
  static func entries(_ environment: [String: String]) throws(CommandFailure) -> [String] {
    let bytes: [UInt8]
    do throws(FileBytes.Failure) {
      bytes = try FileBytes.read("/proc/self/environ", bytesMax: environmentBytesMax)
    } catch {
      throw CommandFailure(
        .other, "The environment cannot be read from /proc/self/environ.", hint: "Check that /proc is mounted.")
    }
    let inherited = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let kept = inherited.filter { entry in !environment.keys.contains { entry.hasPrefix($0 + "=") } }
    return kept + environment.map { "\($0.key)=\($0.value)" }
  }
}
