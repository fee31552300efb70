// What is piped into `jobctl run` is the command's stdin, as if the command stood there itself.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads stdin where something is piped into it.
enum PipedInput {
  /// After this long without a byte a person is told what jobctl waits for.
  private static let patienceMillis: Int32 = 2_000

  /// All of it; `nil` if it is a terminal, closed, or nothing that is read to an end.
  static func read() throws(CommandFailure) -> [UInt8]? {
    guard isPiped(STDIN_FILENO) else { return nil }
    if !hasData(STDIN_FILENO, withinMillis: patienceMillis) {
      Console.note("jobctl: reading stdin for the command until its end; with -n it is left alone")
    }
    return try InputFile.read("-")
  }

  /// Whether a descriptor is a pipe, a socket or a file.
  static func isPiped(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return [S_IFIFO, S_IFSOCK, S_IFREG].contains(status.st_mode & S_IFMT)
  }

  private static func hasData(_ descriptor: Int32, withinMillis millis: Int32) -> Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // A signal that interrupts it makes the remark come early, which does no harm.
    return poll(&ready, 1, millis) != 0
  }
}
