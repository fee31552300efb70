// A disk on which the token file lies, and that takes its time when a test says so.

import Foundation
import Synchronization

@testable import HTTPFront

/// How looks at a token file go.
final class SlowDisk: Sendable {
  enum Way {
    case quick
    /// It does not answer until it is another way.
    case hanging
    /// It answers with an error.
    case failing
  }

  private struct State {
    var way = Way.quick
    var looks = 0
  }

  // Safe: only the thread of the token store waits here, as the test wants it to.
  private let turned = NSCondition()
  private let state = Mutex(State())

  /// Looks that have begun.
  var looks: Int { state.withLock(\.looks) }

  func be(_ way: Way) {
    turned.lock()
    state.withLock { $0.way = way }
    turned.broadcast()
    turned.unlock()
  }

  func look(_ path: String, after last: TokenSnapshot?) -> TokenLook? {
    turned.lock()
    state.withLock { $0.looks += 1 }
    while state.withLock(\.way) == .hanging { turned.wait() }
    turned.unlock()
    if state.withLock(\.way) == .failing {
      return TokenLook(.failure(.unread(path: path, reason: "the disk gives an error")), after: last)
    }
    return TokenLook(path, after: last)
  }
}
