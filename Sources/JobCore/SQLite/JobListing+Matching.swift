// Whether a job is on a list: what its row says first, then what has to be read beside it.

extension JobListing {
  /// Whether the job is meant.
  func matches(_ id: Int64, _ known: Known, _ looked: inout ReadBudget.Looked) throws(StoreError) -> Bool {
    if filter == JobFilter() { return true }
    let row = try connection.statement(ListSQL.row, binding: id)
    guard try row.step() else { return false }
    defer { row.reset() }
    guard try isMeant(row, of: id, known), isMeantByEnd(row) else { return false }
    if let code = filter.exitCode, try exitCode(of: id, row.int(ListedColumn.starts)) != code { return false }
    if glob != nil || !filter.tags.isEmpty, try !hasNameAndTags(id, &looked) { return false }
    guard let needle else { return true }
    if try hasText(needle, id, &looked) { return true }
    return filter.isSearch ? try isInGroup(needle, row) : false
  }

  private func isMeant(_ row: SQLiteStatement, of id: Int64, _ known: Known) throws(StoreError) -> Bool {
    let state = try JobState.stored(row.int(ListedColumn.state), of: JobID(id))
    if let states = filter.states, !states.contains(state) { return false }
    let kind = row.int(ListedColumn.kind)
    if let wanted = filter.kind, kind != wanted.rawValue { return false }
    if let kinds = filter.limits.kinds, !kinds.contains(where: { $0.rawValue == kind }) { return false }
    if let queues = known.queues, !queues.contains(row.int64(ListedColumn.queueID)) { return false }
    if let batch = filter.batch, row.optionalInt64(ListedColumn.batchID) != batch.value { return false }
    if let schedule = known.schedule, row.optionalInt64(ListedColumn.scheduleID) != schedule { return false }
    let createdAt = row.time(ListedColumn.createdAt)
    if let since = filter.since, createdAt < since { return false }
    if let until = filter.until, createdAt >= until { return false }
    return filter.attempts?.contains(row.int(ListedColumn.attempt)) ?? true
  }

  private func isMeantByEnd(_ row: SQLiteStatement) -> Bool {
    if let reason = filter.reason, row.optionalInt(ListedColumn.reason) != reason.rawValue { return false }
    if filter.finishedSince == nil && filter.finishedUntil == nil { return true }
    guard let finishedAt = row.optionalTime(ListedColumn.finishedAt) else { return false }
    if let since = filter.finishedSince, finishedAt < since { return false }
    return filter.finishedUntil.map { finishedAt < $0 } ?? true
  }

  private func exitCode(of id: Int64, _ start: Int) throws(StoreError) -> Int32? {
    let row = try connection.statement(EventSQL.exit, binding: id, start)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.optionalInt32(ExitColumn.exitCode)
  }

  private func hasNameAndTags(_ id: Int64, _ looked: inout ReadBudget.Looked) throws(StoreError) -> Bool {
    let spec = try connection.statement(ListSQL.nameAndTags, binding: id)
    guard try spec.step() else { return false }
    defer { spec.reset() }
    if let glob {
      let name = spec.string(NameAndTagsColumn.name) ?? "job-\(id)"
      looked.noteText(bytes: name.utf8.count)
      if !glob.matches(name) { return false }
    }
    if filter.tags.isEmpty { return true }
    let text = spec.bytes(NameAndTagsColumn.tags)
    looked.noteText(bytes: text?.count ?? 0)
    let tags = SpecCoding.dictionary(text)
    return filter.tags.allSatisfy { key, value in tags[key].map { ByteText($0) } == ByteText(value) }
  }

  // MARK: A text

  /// Whether it is in what is shown of the job. Of the command that is the line without secrets, and not what is stored:
  /// nobody finds out a secret by searching for its beginning. A name that was made of the id counts as the id.
  private func hasText(
    _ needle: TextNeedle, _ id: Int64, _ looked: inout ReadBudget.Looked
  ) throws(StoreError) -> Bool {
    if filter.text == "\(id)" { return !filter.isSearch }
    let spec = try connection.statement(ListSQL.searched, binding: id)
    guard try spec.step() else { return false }
    defer { spec.reset() }
    if let name = spec.string(SearchedColumn.name), needle.isPart(of: name) { return true }
    let tags = spec.bytes(SearchedColumn.tags)
    looked.noteText(bytes: tags?.count ?? 0)
    if SpecCoding.dictionary(tags).values.contains(where: needle.isPart) { return true }
    let bytes = max(spec.int(SearchedColumn.argvBytes), spec.int(SearchedColumn.shellBytes))
    looked.noteText(bytes: min(bytes, ShownWorkSQL.bytesMax))
    return CommandText.line(ShownWork(spec, SearchedColumn.self)).map(needle.isPart) ?? false
  }

  /// Whether it is in the name of the job's schedule, which is shown with the job, or of its batch. Whoever sees some of
  /// the jobs need not see the batch: it may have others.
  private func isInGroup(_ needle: TextNeedle, _ row: SQLiteStatement) throws(StoreError) -> Bool {
    if let schedule = row.optionalInt64(ListedColumn.scheduleID),
      try name(ListSQL.scheduleName, schedule).map(needle.isPart) ?? false
    {
      return true
    }
    guard filter.limits.isEmpty, let batch = row.optionalInt64(ListedColumn.batchID) else { return false }
    return try name(ListSQL.batchName, batch).map(needle.isPart) ?? false
  }

  private func name(_ sql: NamedSQL, _ id: Int64) throws(StoreError) -> String? {
    let row = try connection.statement(sql, binding: id)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.onlyString
  }

  // MARK: How far

  /// When the job was submitted.
  func createdAt(_ id: JobID) throws(StoreError) -> Timestamp? {
    let row = try connection.statement(ListSQL.row, binding: id)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.time(ListedColumn.createdAt)
  }
}
