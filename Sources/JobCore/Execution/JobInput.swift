// The input of an attempt's process, kept only until the process gets it: from then on a file in memory holds it, and
// the daemon has no copy while the attempt runs.

import Synchronization

/// Bytes that are taken once.
final class JobInput: Sendable {
  private let bytes: Mutex<[UInt8]?>

  init(_ bytes: [UInt8]?) {
    self.bytes = Mutex(bytes)
  }

  /// The bytes, the first time; `nil` is nothing to read.
  func take() -> [UInt8]? {
    bytes.withLock { bytes in
      defer { bytes = nil }
      return bytes
    }
  }
}
