// What is longer than it should be, or leads in a circle. Entries only shrink or go; a new one needs a
// reason in the change that adds it.

/// Lengths that are known to be over the soft limit.
enum Ratchets {
  /// Path → lines.
  static let fileLines: [String: Int] = [:]

  /// Target → of its files with logic, how many in a hundred have a test of their path at least. These only rise, to 70.
  static let mirroredPercent: [String: Int] = [
    "HTTPFront": 70, "HTTPJobs": 80, "JobClient": 50, "JobCore": 40, "JobWire": 70, "Outbound": 66, "Webhooks": 100,
    "jobctl": 66, "jobd": 60,
  ]
  static let mirroredPercentOfNewTargets = 70

  /// Target → folders that still lead back to themselves.
  static let folderCycles: [String: Set<String>] = [:]

  /// Types of the store → methods.
  static let storeMethods: [String: Int] = [
    "SQLiteStore": 107,
    // With the hooks for verbs that still stand over SQL; they go with those.
    "Transaction": 42,
    "WriterContext": 241,
  ]

  /// `path function` → lines.
  static let functionLines: [String: Int] = [:]
}
