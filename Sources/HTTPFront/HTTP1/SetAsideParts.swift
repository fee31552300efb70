// What arrives while a request is being served, or while the peer does not take its answers, waits here for its turn.

import NIOCore
import NIOHTTP1

/// Something that arrived on a connection.
enum ReceivedPart {
  case part(HTTPServerRequestPart)
  /// What the parser could not read.
  case failure(ProtocolFault)
}

/// Parts in the order they came, and the reading that stands still because of them.
struct SetAsideParts {
  private let countMax: Int
  private var parts = CircularBuffer<ReceivedPart>()
  /// The channel wanted to read while there was no room.
  private var isReadHeld = false

  init(countMax: Int) {
    self.countMax = countMax
  }

  var isEmpty: Bool { parts.isEmpty }

  mutating func append(_ part: ReceivedPart) {
    parts.append(part)
  }

  mutating func popFirst() -> ReceivedPart? {
    parts.popFirst()
  }

  mutating func removeAll() {
    parts.removeAll()
  }

  /// Whether the channel may read on. Reading goes on while a request is served, so that a client that leaves is
  /// noticed, but not beyond a few parts, and not while the peer does not take its answers.
  mutating func mayRead(isWritable: Bool) -> Bool {
    guard parts.count >= countMax || (!parts.isEmpty && !isWritable) else { return true }
    isReadHeld = true
    return false
  }

  /// Whether a read that was held back can go on now.
  mutating func releaseRead() -> Bool {
    guard isReadHeld, parts.isEmpty else { return false }
    isReadHeld = false
    return true
  }
}
