// An event as its readers hold it.

import Testing

@testable import JobCore

@Suite struct QueueEventTests {
  /// A page of them waits for each reader that does not read: of what is rare in it, a reference.
  @Test func eventIsSmall() {
    #expect(MemoryLayout<QueueEvent>.stride <= 72)
    #expect(MemoryLayout<QueueEvent>.stride * Limits.eventPageMax * 1_000 <= 20 << 20)
  }
}
