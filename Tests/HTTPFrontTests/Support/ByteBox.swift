// Bytes behind a lock, for test clients that are shared between tasks.

import Synchronization

/// Bytes that can be swapped for others.
final class ByteBox: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func exchange(_ value: [UInt8]) -> [UInt8] {
    bytes.withLock { bytes in
      defer { bytes = value }
      return bytes
    }
  }
}
