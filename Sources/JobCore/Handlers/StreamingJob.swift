// A job as a Swift type that makes many values, one after the other: they can be read while it runs.

/// A job whose result is a sequence.
///
/// ```swift
/// struct Crawl: StreamingJob {
///   static let handler = "crawl"
///   var site: String
///   func run(_ context: JobContext) async throws -> some AsyncSequence<Page, any Error> { … }
/// }
/// ```
///
/// Each value is a line of JSON in the job's result, written before the next one is asked for. The job has succeeded
/// when the sequence has ended; it has failed when the sequence throws, or when the values are larger together than a
/// result may be (`Limits.resultBytesMax`), and then what was written is no result. A cancel or a time limit ends it
/// before its next value.
public protocol StreamingJob: NamedJob {
  /// What `run` returns.
  associatedtype Values: AsyncSequence where Values.Element: Codable & Sendable

  /// Begins one attempt; the values are asked for one after the other, in the same task.
  func run(_ context: JobContext) async throws -> Values
}
