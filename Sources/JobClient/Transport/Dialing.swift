// A connection that is being opened: it may be given up before it is of use.

import NIOCore
import Synchronization

/// One try to connect.
final class Dialing: Sendable {
  private let state = Mutex((channel: (any Channel)?.none, isLeft: false))

  /// There is a connection, with which nobody may have said who they are yet.
  func connected(_ channel: any Channel) {
    let isLeft = state.withLock { state in
      state.channel = channel
      return state.isLeft
    }
    if isLeft { channel.close(promise: nil) }
  }

  /// It is wanted no more.
  func leave() {
    let channel = state.withLock { state in
      state.isLeft = true
      return state.channel
    }
    channel?.close(promise: nil)
  }
}
