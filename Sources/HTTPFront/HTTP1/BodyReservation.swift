// What a connection's request body takes of the room that all bodies share.

/// Body bytes of one connection that are counted in the registry.
struct BodyReservation {
  private let bytesFree: Int
  private let bytesMax: Int
  private var bytes = 0

  init(limits: HTTPLimits) {
    bytesFree = limits.bodyBytesFree
    bytesMax = limits.bodyBytesMax
  }

  /// Counts a body as soon as it is more than a connection may hold uncounted; false when there is no room for it.
  mutating func grow(to count: Int, reserve: (Int) -> Bool) -> Bool {
    guard count > bytesFree, count > bytes else { return true }
    // In steps, so that a body of many small parts does not take the registry's lock for each of them.
    let wanted = min(max(count, 2 * bytes), max(count, bytesMax))
    guard reserve(wanted - bytes) else { return false }
    bytes = wanted
    return true
  }

  /// The bytes to give back; 0 when there are none.
  mutating func takeAll() -> Int {
    defer { bytes = 0 }
    return bytes
  }
}
