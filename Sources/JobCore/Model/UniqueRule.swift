// At most one unfinished job has a unique key.

/// The unique key of a job, and what a second submission with it gets.
public struct UniqueRule: Hashable, Codable, Sendable {
  /// What becomes of a submission whose key is taken.
  public enum Conflict: Int, CaseIterable, Codable, Sendable {
    /// The new job is refused; the answer names the one that has the key.
    case reject = 1
    /// The answer is the job that has the key; nothing is stored.
    case `return` = 2
    /// The job that has the key is cancelled, if it has not started; a running one is not replaced but refused.
    case replace = 3
  }

  /// 1…`Limits.keyBytesMax` bytes.
  public var key: String
  /// What becomes of a submission whose key is taken.
  public var onConflict: Conflict
  /// How long the key stays taken after the end of its job, in microseconds; `nil` and 0 free it with the end.
  public var forMicros: Int64?

  /// A rule for this key.
  public init(key: String, onConflict: Conflict = .reject, forMicros: Int64? = nil) {
    self.key = key
    self.onConflict = onConflict
    self.forMicros = forMicros
  }
}
