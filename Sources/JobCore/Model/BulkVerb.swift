// Verbs over many jobs at once.

/// A verb over many jobs.
public enum BulkVerb: Hashable, Sendable {
  case cancel
  case retry
  case delete
  case hold
  case release
  /// Each that may still be changed so.
  case edit(JobPatch)
}

/// What a bulk verb did, or would do.
public struct BulkResult: Sendable {
  /// Jobs that were changed; in a dry run those that would be.
  public var count: Int
  /// In a dry run the first of them, at most `Limits.bulkIDsMax`; else empty.
  public var ids: [JobID]
}
