// Rows of `callback` to callbacks, for the writer and for readers; reads `CallbackSQL.columns`.

/// The coding of `callback`.
enum CallbackReading {
  static func status(_ row: SQLiteStatement) -> CallbackStatus {
    let target: Callback.Target =
      row.string(3).map { .url($0) } ?? .command(SpecCoding.strings(row.bytes(4) ?? []))
    return CallbackStatus(
      id: row.int64(0), callback: Callback(target, on: EndCondition(rawValue: row.int(2)) ?? .any),
      state: CallbackState(rawValue: row.int(5)) ?? .waiting, tries: row.int(6),
      nextAt: row.optionalInt64(7).map(Timestamp.init(micros:)),
      deliveredAt: row.optionalInt64(8).map(Timestamp.init(micros:)), lastError: row.string(9),
      earlierEnd: row.bytes(11))
  }

  /// Whose end it tells of.
  static func owner(kind: Int, number: Int64) -> Parent {
    kind == EndedParent.Kind.batch.rawValue ? .batch(BatchID(number)) : .job(JobID(number))
  }

  static func statuses(_ row: SQLiteStatement) throws(StoreError) -> [CallbackStatus] {
    var statuses: [CallbackStatus] = []
    while try row.step() { statuses.append(status(row)) }
    return statuses
  }
}
