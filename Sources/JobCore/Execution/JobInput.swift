// What an attempt's process is given to read, until it has been given: a file in memory holds it from then on, and for as
// long as the attempt runs nobody else does.

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
