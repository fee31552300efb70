// Where text goes: data to stdout through one buffer, everything else to stderr. If nobody reads stdout any more,
// jobctl ends without a message.

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The two outputs of the process.
enum Console {
  private static let bufferBytesMax = 64 << 10
  private static let buffer = Mutex<[UInt8]>([])

  /// A line of data for stdout.
  static func line(_ text: String) throws(CommandFailure) {
    try data(Array(SafeText.said(text, hasLines: false).utf8) + [UInt8(ascii: "\n")])
  }

  /// Bytes that a job has made: as they are, unless somebody looks at them.
  static func output(_ bytes: [UInt8]) throws(CommandFailure) {
    guard var screen = LogScreen.ofOutput else { return try data(bytes) }
    try data(screen.take(bytes) + screen.finish())
  }

  /// Bytes for stdout, kept back until there are many or `flush`. What is given at once stays together, whichever tasks
  /// write at a time.
  static func data(_ bytes: [UInt8]) throws(CommandFailure) {
    try buffer.withLock { buffer throws(CommandFailure) in
      buffer += bytes
      if buffer.count >= bufferBytesMax { try empty(&buffer) }
    }
  }

  /// Everything kept back goes out now.
  static func flush() throws(CommandFailure) {
    try buffer.withLock { buffer throws(CommandFailure) in
      if !buffer.isEmpty { try empty(&buffer) }
    }
  }

  /// Under the lock, or what one task has taken might be written after what it says later.
  private static func empty(_ buffer: inout [UInt8]) throws(CommandFailure) {
    try write(buffer, to: STDOUT_FILENO)
    buffer = []
  }

  /// A line for the person, on stderr, after the data that came before it.
  static func note(_ text: String) {
    // Data that cannot be written now is kept, and fails again at the end, where that is reported.
    try? flush()
    // Whoever has closed stderr does not want to read this.
    try? write(Array(SafeText.said(text, hasLines: true).utf8) + [UInt8(ascii: "\n")], to: STDERR_FILENO)
  }

  /// Asks on stderr; anything but yes is no.
  static func asks(_ question: String) -> Bool {
    try? flush()
    guard (try? write(Array("jobctl: \(DisplayWidth.printable(question)) [y/N] ".utf8), to: STDERR_FILENO)) != nil
    else {
      return false
    }
    return ["y", "yes"].contains(readLine()?.lowercased())
  }

  /// All bytes to a descriptor, however many calls it takes.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(CommandFailure) {
    var start = 0
    while start < bytes.count {
      let (count, code) = bytes[start...].withUnsafeBytes { part in
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, part.baseAddress, part.count)
        #elseif canImport(Musl)
          let count = Musl.write(descriptor, part.baseAddress, part.count)
        #else
          let count = Darwin.write(descriptor, part.baseAddress, part.count)
        #endif
        return (count, errno)
      }
      if count >= 0 {
        start += count
      } else if code == EAGAIN {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if code == EPIPE {
        throw CommandFailure(.outputClosed)
      } else if code != EINTR {
        throw CommandFailure(.other, "Writing the output failed: \(String(cString: strerror(code))).")
      }
    }
  }
}
