// Rows of `callback`.

/// Callbacks of jobs and batches.
struct SQLiteCallbacks: SQLiteTable {
  let connection: SQLiteConnection

  func readOwners(_ ids: [Int64], into found: inout LookedUp) throws(StoreError) {
    let statement = try statement(CallbackSQL.get)
    for id in ids {
      statement.bind(CallbackColumn.id, id)
      if try statement.step() { found.owners[id] = CallbackReading.owner(statement) }
      statement.reset()
    }
  }

  func read(_ owners: [Parent], into found: inout WorkingSet) throws(StoreError) {
    let statement = try statement(CallbackSQL.ofOwner)
    for owner in owners {
      owner.bind(to: statement)
      var rows: [CallbackRow] = []
      while try statement.step() { rows.append(CallbackReading.row(statement)) }
      found.found(rows, of: owner)
    }
  }

  func write(_ changes: [CallbackChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let row): try insert(row)
      case .set(let row):
        let statement = try statement(CallbackSQL.update)
        statement.bind(CallbackColumn.id, row.id)
        row.bindChanging(to: statement)
        try statement.run()
      case .remove(let id):
        let statement = try statement(CallbackSQL.remove)
        statement.bind(CallbackColumn.id, id)
        try statement.run()
      case .removeAll(let owner):
        let statement = try statement(CallbackSQL.removeAll)
        owner.bind(to: statement)
        try statement.run()
      }
    }
  }

  private func insert(_ row: CallbackRow) throws(StoreError) {
    let statement = try statement(CallbackSQL.insert)
    row.owner.bind(to: statement)
    statement.bind(CallbackColumn.id, row.id)
    statement.bind(CallbackColumn.condition, row.status.callback.on.rawValue)
    statement.bind(CallbackColumn.queue, row.status.queue)
    statement.bind(CallbackColumn.isDefault, row.status.isDefault)
    switch row.status.callback.target {
    case .url(let url):
      statement.bind(CallbackColumn.url, url)
      statement.bind(CallbackColumn.argv, [UInt8]?.none)
    case .command(let argv):
      statement.bind(CallbackColumn.url, String?.none)
      statement.bind(CallbackColumn.argv, SpecCoding.encode(argv))
    }
    row.bindChanging(to: statement)
    try statement.run()
  }
}

extension CallbackRow {
  fileprivate func bindChanging(to statement: SQLiteStatement) {
    statement.bind(CallbackColumn.state, status.state.rawValue)
    statement.bind(CallbackColumn.tries, status.tries)
    statement.bind(CallbackColumn.nextAt, status.nextAt)
    statement.bind(CallbackColumn.deliveredAt, status.deliveredAt)
    statement.bind(CallbackColumn.lastError, status.lastError)
    statement.bind(CallbackColumn.earlierEnd, status.earlierEnd)
  }
}

extension Parent {
  fileprivate func bind(to statement: SQLiteStatement) {
    statement.bind(CallbackColumn.ownerKind, edgeKind.rawValue)
    statement.bind(CallbackColumn.ownerID, number)
  }
}
