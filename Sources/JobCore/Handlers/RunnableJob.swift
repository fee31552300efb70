// A job as a Swift type: its stored properties are the payload, its `run` is the handler.

/// A job that knows how to carry itself out.
///
/// ```swift
/// struct Resize: RunnableJob {
///   static let handler = "resize"
///   var path: String
///   func run(_ context: JobContext) async throws -> Thumbnail { … }
/// }
/// ```
///
/// The value is encoded as JSON when it is submitted and decoded when an attempt starts: it may be another process by
/// then, another version of the program even.
public protocol RunnableJob: Codable, Sendable {
  /// What `run` makes; kept as JSON with the job.
  associatedtype Output: Codable & Sendable

  /// The name under which jobs of this type are stored; it must not change while some are.
  static var handler: String { get }
  /// Names this type had before: jobs stored under them are carried out too.
  static var aliases: [String] { get }

  /// Carries out one attempt; throws to fail. See `JobContext` for what it may ask for.
  func run(_ context: JobContext) async throws -> Output
}

extension RunnableJob {
  /// No other names.
  public static var aliases: [String] { [] }
}

/// The output of a job that has none to give.
public struct NoOutput: Codable, Hashable, Sendable {
  /// The only value.
  public init() {}
}
