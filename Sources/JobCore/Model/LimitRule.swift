// A semaphore by name: at most so many running jobs share a key.

/// The keyed limit of a job.
///
/// The bound belongs to the key: if jobs give different ones, that of the job submitted last holds for all.
public struct LimitRule: Hashable, Codable, Sendable {
  /// 1…`Limits.keyBytesMax` bytes.
  public var key: String
  /// 1…`Limits.slotsMax` running jobs.
  public var max: Int

  /// Checked when the job is submitted.
  public init(key: String, max: Int) {
    self.key = key
    self.max = max
  }
}
