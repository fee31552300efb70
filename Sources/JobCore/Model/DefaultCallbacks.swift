// Whom the end of every job is told to. The configuration wins over what is set at run time, which is kept meanwhile: it
// counts again as soon as the configuration says nothing.

/// Callbacks for the end of every job.
public struct DefaultCallbacks: Hashable, Sendable {
  /// What was set at run time.
  var stored: [Callback] = []
  /// What is stored in its place and cannot be read: it stays as it is until they are set anew.
  var unread: String?
  /// What the configuration says; `nil` is nothing.
  var configured: [Callback]?

  /// Those that count.
  public var callbacks: [Callback] { configured ?? stored }
  /// The configuration says them, and nothing else changes them.
  public var isConfigured: Bool { configured != nil }
  /// What is stored cannot be read, so nobody is told until they are set anew.
  public var isUnreadable: Bool { configured == nil && unread != nil }
}

/// What came of setting them.
enum DefaultCallbacksVerdict: Sendable {
  case done(DefaultCallbacks)
  /// The configuration says them.
  case configured
  /// They are not those that the change was made of.
  case lookAgain
}
