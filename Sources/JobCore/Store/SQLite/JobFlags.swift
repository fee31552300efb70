// The bits of `job.flags`.

/// Facts about a job that are only ever read together with its row.
struct JobFlags: OptionSet {
  let rawValue: Int64

  /// A started attempt absorbs cancel.
  static let shielded = JobFlags(rawValue: 1)
  static let cancelRequested = JobFlags(rawValue: 2)
  /// The cancel reached a shielded attempt and is without effect.
  static let cancelAbsorbed = JobFlags(rawValue: 4)
  static let hasResult = JobFlags(rawValue: 8)

  // Each of these says that there are rows in another table, so that jobs without them cost nothing there.
  static let hasParents = JobFlags(rawValue: 16)
  static let hasChildren = JobFlags(rawValue: 32)
  static let hasCallbacks = JobFlags(rawValue: 64)
  static let hasUniqueKey = JobFlags(rawValue: 128)
  static let hasLimit = JobFlags(rawValue: 256)
  static let hasProgress = JobFlags(rawValue: 512)
  static let hasCheckpoint = JobFlags(rawValue: 1024)

  /// Whether the job must not run again.
  var isCancelEffective: Bool {
    contains(.cancelRequested) && !contains(.cancelAbsorbed)
  }
}
