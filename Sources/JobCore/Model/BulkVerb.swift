// Verbs over many jobs at once.

/// A verb over many jobs.
public enum BulkVerb: String, Sendable {
  case cancel
  case retry
  case delete
}

/// What a bulk verb did, or would do.
public struct BulkResult: Sendable {
  /// Jobs that were changed; in a dry run the length of `ids`, so at most `Limits.bulkIDsMax`.
  public var count: Int
  /// In a dry run, the ids; else empty.
  public var ids: [JobID]
}
