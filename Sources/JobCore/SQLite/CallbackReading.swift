// Rows of `callback` to callbacks, for the writer and for readers; reads all of `CallbackColumn`.

/// The coding of `callback`.
enum CallbackReading {
  static func row(_ row: SQLiteStatement) -> CallbackRow {
    CallbackRow(owner: owner(row), status: status(row))
  }

  static func status(_ row: SQLiteStatement) -> CallbackStatus {
    let target: Callback.Target =
      row.string(CallbackColumn.url).map { .url($0) }
      ?? .command(SpecCoding.strings(row.bytes(CallbackColumn.argv) ?? []))
    let condition = EndCondition(rawValue: row.int(CallbackColumn.condition)) ?? .any
    return CallbackStatus(
      id: row.int64(CallbackColumn.id), callback: Callback(target, on: condition),
      state: CallbackState(rawValue: row.int(CallbackColumn.state)) ?? .waiting, tries: row.int(CallbackColumn.tries),
      nextAt: row.optionalTime(CallbackColumn.nextAt), deliveredAt: row.optionalTime(CallbackColumn.deliveredAt),
      lastError: row.string(CallbackColumn.lastError), queue: row.string(CallbackColumn.queue),
      isDefault: row.bool(CallbackColumn.isDefault), earlierEnd: row.bytes(CallbackColumn.earlierEnd))
  }

  /// Whose end it tells of.
  static func owner(_ row: SQLiteStatement) -> Parent {
    let number = row.int64(CallbackColumn.ownerID)
    let isBatch = row.int(CallbackColumn.ownerKind) == EndedParent.Kind.batch.rawValue
    return isBatch ? .batch(BatchID(number)) : .job(JobID(number))
  }

  /// Those of a job or of a batch, in the order in which they are called.
  static func statuses(of owner: Parent, on connection: SQLiteConnection) throws(StoreError) -> [CallbackStatus] {
    let row = try connection.statement(CallbackSQL.ofOwner)
    row.bind(CallbackColumn.ownerKind, owner.edgeKind.rawValue)
    row.bind(CallbackColumn.ownerID, owner.number)
    var statuses: [CallbackStatus] = []
    while try row.step() { statuses.append(status(row)) }
    return statuses
  }
}
