// A job as a Swift type that makes one value: its `run` is the handler.

/// A job that knows how to carry itself out.
///
/// ```swift
/// struct Resize: RunnableJob {
///   static let handler = "resize"
///   var path: String
///   func run(_ context: JobContext) async throws -> Thumbnail { … }
/// }
/// ```
public protocol RunnableJob: NamedJob {
  /// What `run` makes; kept as JSON with the job.
  associatedtype Output: Codable & Sendable

  /// Carries out one attempt; throws to fail. See `JobContext` for what it may ask for.
  func run(_ context: JobContext) async throws -> Output
}

/// The output of a job that has none to give.
public struct NoOutput: Codable, Hashable, Sendable {
  /// The only value.
  public init() {}
}
