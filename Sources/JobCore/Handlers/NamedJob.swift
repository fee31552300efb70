// A job as a Swift value: its stored properties are the payload, and its type has the name of the handler.

/// What jobs of Swift types have in common; see `RunnableJob` and `StreamingJob`.
///
/// The value is encoded as JSON when it is submitted and decoded when an attempt starts: it may be another process by
/// then, another version of the program even.
public protocol NamedJob: Codable, Sendable {
  /// The name under which jobs of this type are stored; it must not change while some are.
  static var handler: String { get }
  /// Names this type had before: jobs stored under them are carried out too.
  static var aliases: [String] { get }
}

extension NamedJob {
  /// No other names.
  public static var aliases: [String] { [] }
}
