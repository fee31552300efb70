// Standard error, one line at a time: a message is written by a single call, so that lines of threads never mix.

import Glibc

/// The process's standard error.
enum StandardError {
  /// Writes text and a newline. A standard error that went away is no reason to stop working.
  static func write(_ text: String) {
    var line = text
    line.append("\n")
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
