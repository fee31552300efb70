// The identity of a job: an integer that is handed out once and never again, even after the job is deleted.

/// The id of a job.
///
/// - Units: 1… ; ids grow in the order of submission and are never reused.
public struct JobID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  public let value: Int64

  public init(_ value: Int64) {
    self.value = value
  }

  public static func < (left: JobID, right: JobID) -> Bool {
    left.value < right.value
  }

  public var description: String {
    String(value)
  }
}
