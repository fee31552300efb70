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

  /// Its time limit is 0 or less: it ends as timed out instead of being started.
  static let hasNoTime = JobFlags(rawValue: 2048)
  /// Its latest attempt ran into its limit or the job's deadline, whatever came of it.
  static let timedOut = JobFlags(rawValue: 4096)
  /// It was cancelled because the time of its batch was up.
  static let batchTimedOut = JobFlags(rawValue: 8192)

  /// Somebody has looked at it since it failed.
  static let seen = JobFlags(rawValue: 16384)

  /// Somebody has paused it, not only its queue: held by that, or a command that stands still.
  static let paused = JobFlags(rawValue: 32768)
  /// A command that stands still because its queue, or everything, is paused with what runs.
  static let pausedAlong = JobFlags(rawValue: 65536)
  static let anyPause: JobFlags = [.paused, .pausedAlong]

  /// Those that say something to people, and change while a state lasts.
  static let shown: JobFlags = [.shielded, .cancelRequested, .cancelAbsorbed, .paused, .pausedAlong]

  mutating func set(_ flag: JobFlags, _ isOn: Bool) {
    if isOn { insert(flag) } else { remove(flag) }
  }

  /// Whether the job must not run again.
  var isCancelEffective: Bool {
    contains(.cancelRequested) && !contains(.cancelAbsorbed)
  }
}
