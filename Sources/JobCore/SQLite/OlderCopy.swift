// What a start finds out about its database: that it was put back from an older copy, or begun anew. Either does not know
// of jobs whose files are still there.

import Logging

/// The look for what the database does not remember.
enum OlderCopy {
  /// What has been given out in this directory is not given out again, whatever the database remembers.
  ///
  /// - Returns: ids whose files are no rubbish, though no job here has them: those that an older copy of the database
  ///   does not know of.
  static func takeUp(
    _ connection: SQLiteConnection, _ numbers: IssuedNumbers?, _ options: SQLiteStore.Options, mark: String,
    isNew: Bool, _ logger: Logger
  ) throws(StoreError) -> [ClosedRange<Int64>] {
    if let numbers {
      let last = try connection.integer("SELECT value FROM meta WHERE name = 'last_job_id'")
      let given = numbers.found[.job] ?? 0
      // After a crash, too, more may have been given out than the database knows of; of that nothing is left.
      let later = given > last ? last + 1...given : nil
      let kept = later.flatMap { options.files.hasAny(mark, $0) ? $0 : nil }
      try advance(connection, past: numbers.found, sparing: kept)
      if let kept {
        logger.warning(
          "the database is an older copy: what later jobs have left is not removed, nor shown",
          metadata: [
            LogKeys.path: "\(options.files.path)/store-\(mark)",
            LogKeys.jobIDs: "\(kept.lowerBound)-\(kept.upperBound)",
          ])
      } else if isNew && (numbers.hadNumbers || options.files.hasOthers(mark)) {
        logger.warning(
          "the database is begun anew where there was one: what that one's jobs have left stays, and is not shown",
          metadata: [LogKeys.path: "\(options.files.path)"])
      }
    }
    return try spared(connection)
  }

  private static func advance(
    _ connection: SQLiteConnection, past found: [IssuedNumbers.Kind: Int64], sparing ids: ClosedRange<Int64>?
  ) throws(StoreError) {
    try connection.execute("BEGIN IMMEDIATE", as: "begin")
    for (kind, number) in found {
      try connection.statement(StoreSQL.raiseMeta, binding: kind.rawValue, number).run()
    }
    if let ids {
      var first = ids.lowerBound
      // So many copies are not put back by hand: from then on one range takes the others in, and all between them.
      let known = try spared(connection)
      if known.count >= Limits.sparedRangesMax, let last = known.last { first = last.lowerBound }
      try connection.statement(StoreSQL.spare, binding: "\(sparedPrefix)\(first)", ids.upperBound).run()
    }
    try connection.execute("COMMIT", as: "commit")
  }

  /// In `meta` the first id of a range is in the name, and the last one is the value.
  private static let sparedPrefix = "spared_from_"

  private static func spared(_ connection: SQLiteConnection) throws(StoreError) -> [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    let row = try connection.statement(StoreSQL.spared)
    while try row.step() {
      let number = row.string(MetaColumn.name)?.dropFirst(sparedPrefix.count)
      guard let first = number.flatMap({ Int64($0) }) else { continue }
      ranges.append(first...max(first, row.int64(MetaColumn.value)))
    }
    return ranges.sorted { $0.lowerBound < $1.lowerBound }
  }

  static func lastNumbers(_ connection: SQLiteConnection) throws(StoreError) -> [IssuedNumbers.Kind: Int64] {
    var last: [IssuedNumbers.Kind: Int64] = [:]
    for kind in IssuedNumbers.Kind.allCases {
      last[kind] = try connection.integer("SELECT value FROM meta WHERE name = '\(kind.rawValue)'")
    }
    return last
  }
}
