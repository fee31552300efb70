// What a worker has still to be told: messages in order, written as far as its pipe takes them.

import CLinux
import Glibc

/// Messages for one pipe.
struct OutgoingBytes {
  private var lines: [[UInt8]] = []
  /// Written of the first.
  private var written = 0
  /// Of all messages so far, and what of them has been written.
  private(set) var appendedBytes = 0
  private var writtenBytes = 0

  var isEmpty: Bool {
    lines.isEmpty
  }

  mutating func append(_ line: [UInt8]) {
    lines.append(line)
    appendedBytes += line.count
  }

  /// How many bytes of all messages have been read at the other end of the pipe, of which `descriptor` is this end.
  func readBytes(_ descriptor: Int32) -> Int {
    writtenBytes - Int(clinux_bytes_waiting(descriptor))
  }

  /// Nobody reads any more.
  struct Closed: Error {}

  /// Writes until all is written or the pipe is full.
  mutating func write(to descriptor: Int32) throws(Closed) {
    while let line = lines.first {
      let count = line.withUnsafeBytes { bytes in
        bytes.baseAddress.map { Glibc.write(descriptor, $0 + written, bytes.count - written) } ?? 0
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return }
        lines = []
        throw Closed()
      }
      written += count
      writtenBytes += count
      if written == line.count {
        lines.removeFirst()
        written = 0
      }
    }
  }
}
