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

  /// Whether the job must not run again.
  var isCancelEffective: Bool {
    contains(.cancelRequested) && !contains(.cancelAbsorbed)
  }
}
