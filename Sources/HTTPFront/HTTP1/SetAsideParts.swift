// What the parser has found while a request is being served, or while the peer does not take its answers, waits here for
// its turn: no more than fits into the bytes that the parser is given at a time.

import NIOCore
import NIOHTTP1

/// Something that arrived on a connection.
enum ReceivedPart {
  case part(HTTPServerRequestPart)
  /// What the parser could not read.
  case failure(ProtocolFault)
}

/// Parts in the order they came.
struct SetAsideParts {
  private var parts = CircularBuffer<ReceivedPart>()

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
}
