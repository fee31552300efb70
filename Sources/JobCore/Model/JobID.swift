// The identity of a job: an integer that is handed out once and never again, even after the job is deleted.

/// The id of a job.
///
/// - Units: 1… ; ids grow in the order of submission and are never reused.
public struct JobID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The number itself.
  public let value: Int64

  /// The id with this number.
  public init(_ value: Int64) {
    self.value = value
  }

  /// In the order of submission.
  public static func < (left: JobID, right: JobID) -> Bool {
    left.value < right.value
  }

  /// The number as text.
  public var description: String {
    String(value)
  }
}
