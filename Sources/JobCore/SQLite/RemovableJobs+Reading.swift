// Which jobs can be removed, looked up beside the writer.

extension RemovableJobs {
  /// Those of `ids` that have ended and that no follow-up wants to read any more, with their starts.
  init(_ ids: [JobID], on connection: SQLiteConnection) throws(StoreError) {
    for id in ids {
      do throws(StoreError) { try add(id, on: connection) } catch {
        guard case .unreadable = error else { throw error }
        isSomeUnknown = true
      }
    }
  }

  private mutating func add(_ id: JobID, on connection: SQLiteConnection) throws(StoreError) {
    guard let facts = try SQLiteJobs.job(id, on: connection), facts.state.isTerminal else { return }
    switch try Self.need(of: id, on: connection) {
    case .needed: return
    case .unknown: isSomeUnknown = true
    case .none:
      let starts = try connection.statement(AttemptSQL.starts, binding: id).allInt64()
      jobs.append(DeletedJob(id: id, starts: starts.map { Int($0) }))
    }
  }

  private enum Need {
    /// One of its follow-ups has not ended.
    case needed
    /// It has more follow-ups than one look takes.
    case unknown
    case none
  }

  private static func need(of id: JobID, on connection: SQLiteConnection) throws(StoreError) -> Need {
    let page = try SQLiteUpkeep(connection: connection).jobs(.followUps(of: id), max: Limits.edgesPage)
    if page.contains(where: \.mayBeLive) { return .needed }
    return page.count == Limits.edgesPage ? .unknown : .none
  }
}
