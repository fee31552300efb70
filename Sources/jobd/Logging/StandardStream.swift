// Standard output and error, one line at a time: a line is written by a single call, so that lines of threads never mix
// and none waits in a buffer.

import Glibc

/// One of the process's two standard streams for writing.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Writes text and a newline. A stream that went away is no reason to stop working.
  func write(_ text: String) {
    var line = text
    line.append("\n")
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(rawValue, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
