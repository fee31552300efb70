// Verbs over many jobs at once.

/// A verb over many jobs.
public enum BulkVerb: String, Sendable {
  case cancel
  case retry
  case delete
}

/// What a bulk verb did, or would do.
public struct BulkResult: Sendable {
  public var count: Int
  /// In a dry run, the ids; else empty.
  public var ids: [JobID]
}
