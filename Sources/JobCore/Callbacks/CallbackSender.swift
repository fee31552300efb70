// The seam to whoever calls URLs. JobCore calls none itself: the library Webhooks does, and a program whose callbacks are
// commands, or that has none, leaves it out.

/// Sends callbacks to URLs; ``JobQueue/open(_:handlers:http:callbacks:environment:clock:logger:metrics:)`` is given one.
public protocol CallbackSender: Sendable {
  /// Sends once, in bounded time. A cancel of its task cuts the call off.
  func send(_ message: CallbackMessage) async -> CallbackAnswer

  /// Closes its connections: the queue has ended, and makes no other call.
  func close() async
}

/// One try to tell a URL of an end.
public struct CallbackMessage: Sendable {
  /// Whom to tell.
  public let url: String
  /// The same at each try, so that a receiver can tell a repetition.
  public let id: String
  /// The document, in JSON.
  public let body: [UInt8]
  /// The time of this try.
  public let sentAt: Timestamp

  package init(url: String, id: String, body: [UInt8], sentAt: Timestamp) {
    self.url = url
    self.id = id
    self.body = body
    self.sentAt = sentAt
  }
}
