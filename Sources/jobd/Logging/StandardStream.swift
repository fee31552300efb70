// Standard output and error, one line at a time: a line is written by a single call, so that lines of threads never
// mix.

import Glibc

/// One of the process's two standard streams for writing.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Whether both lead to one terminal, where one person reads what is written to either.
  static var areOneTerminal: Bool {
    var (output, error) = (stat(), stat())
    return isatty(STDOUT_FILENO) == 1 && fstat(STDOUT_FILENO, &output) == 0 && fstat(STDERR_FILENO, &error) == 0
      && output.st_rdev == error.st_rdev && output.st_ino == error.st_ino
  }

  /// Writes text and a newline. A stream that went away is no reason to stop working. This waits for the stream's reader,
  /// so messages of the log go through `LogPump` instead.
  func write(_ text: String) { Self.write(Array("\(text)\n".utf8), to: rawValue) }

  /// Writes all of `bytes`, and waits for the reader as long as that takes.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        // Some process that shares the stream has made it non-blocking, for all of them.
        if count < 0 && errno == EAGAIN { if wait(for: descriptor, within: -1) { continue } else { return } }
        if count <= 0 { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  /// Writes lines as long as the stream takes each within that time, and gives up on the rest.
  func writeIfTaken(_ lines: [String], within millis: Int32) {
    for line in lines {
      guard Self.wait(for: rawValue, within: millis) else { return }
      write(line)
    }
  }

  /// Whether the descriptor takes something within that time; -1 is no limit.
  private static func wait(for descriptor: Int32, within millis: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wanted, 1, millis) > 0
  }
}
