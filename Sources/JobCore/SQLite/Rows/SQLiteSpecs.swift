// Rows of `job_spec`, with what else is written of a job once: tags, and what it says of its keys.

/// What was submitted.
struct SQLiteSpecs: SQLiteTable {
  let connection: SQLiteConnection

  func read(_ ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    let statement = try statement(SpecSQL.select)
    for (index, id) in ids.enumerated() {
      statement.bind(SpecColumn.id, id.value)
      guard try statement.step() else {
        take(index, .unreadable)
        continue
      }
      defer { statement.reset() }
      var spec = NewJob(.external)
      SpecCoding.read(statement, into: &spec)
      take(index, consume spec)
    }
  }

  func readDecisive(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids { found.decisive[id] = try spec(id, SpecSQL.decisive) }
  }

  /// `nil` if there is no such job.
  private func spec(_ id: JobID, _ sql: NamedSQL) throws(StoreError) -> NewJob? {
    let statement = try statement(sql)
    statement.bind(SpecColumn.id, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return SpecCoding.spec(from: statement)
  }

  func write(_ specs: [NewSpec]) throws(StoreError) {
    let statement = try statement(SpecSQL.insert)
    for new in specs {
      try SpecCoding.insert(new, with: statement)
      if !new.spec.tags.isEmpty { try writeTags(new.spec.tags, of: new.id) }
      if let rule = new.spec.unique { try write(rule, of: new.id) }
      if let rule = new.spec.limit { try write(rule, of: new.id) }
    }
  }

  func edit(_ changes: [SpecChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .edit(let id, let edit):
        try write(edit, of: id)
        if let old = edit.oldTags {
          try run(SpecSQL.deleteTag, old, of: id)
          try writeTags(edit.tags, of: id)
        }
      case .cancelReason(let id, let reason):
        try connection.statement(SpecSQL.cancelReason, binding: id, reason).run()
      case .rewrite(let id, let spec):
        try SpecCoding.rewrite(id, spec, with: try statement(SpecSQL.rewrite))
      case .payload(let id, let payload):
        let statement = try statement(SpecSQL.editPayload)
        statement.bind(SpecColumn.id, id.value)
        statement.bind(SpecColumn.payload, payload)
        try statement.run()
      case .input(let id, let input): try write(input, of: id)
      case .limit(let id, let rule):
        try run(KeySQL.deleteJobLimit, id)
        if let rule { try write(rule, of: id) }
      }
    }
  }

  private func write(_ input: [UInt8]?, of id: JobID) throws(StoreError) {
    let statement = try statement(SpecSQL.editInput)
    statement.bind(SpecColumn.id, id.value)
    if let input { return try statement.run(binding: input, as: SpecColumn.stdin) }
    statement.bind(SpecColumn.stdin, [UInt8]?.none)
    try statement.run()
  }

  private func write(_ edit: SpecEdit, of id: JobID) throws(StoreError) {
    let tags = SpecCoding.encode(edit.tags)
    try connection.statement(SpecSQL.edit, binding: id, edit.name, edit.timeoutMicros, tags).run()
    if let retry = edit.retry {
      try connection.statement(SpecSQL.editRetry, binding: id, SpecCoding.encode(retry)).run()
    }
  }

  func removeTags(of id: JobID) throws(StoreError) {
    try run(SpecSQL.deleteTag, try tags(of: id), of: id)
  }

  private func tags(of id: JobID) throws(StoreError) -> [String: String] {
    let row = try connection.statement(SpecSQL.tags, binding: id)
    guard try row.step() else { return [:] }
    defer { row.reset() }
    return SpecCoding.dictionary(row.onlyBytes)
  }

  private func writeTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
    try run(SpecSQL.insertTag, tags, of: id)
  }

  /// Runs a statement about a tag of a job for each of these.
  private func run(_ sql: NamedSQL, _ tags: [String: String], of id: JobID) throws(StoreError) {
    if tags.isEmpty { return }
    let statement = try statement(sql)
    statement.bind(TagColumn.jobID, id.value)
    for (name, value) in tags {
      statement.bind(TagColumn.name, name)
      statement.bind(TagColumn.value, value)
      try statement.run()
    }
  }

  private func write(_ rule: UniqueRule, of id: JobID) throws(StoreError) {
    let statement = try statement(KeySQL.insertJobUnique)
    statement.bind(JobUniqueColumn.jobID, id.value)
    statement.bind(JobUniqueColumn.key, rule.key)
    statement.bind(JobUniqueColumn.onConflict, rule.onConflict.rawValue)
    statement.bind(JobUniqueColumn.forMicros, rule.forMicros)
    try statement.run()
  }

  private func write(_ rule: LimitRule, of id: JobID) throws(StoreError) {
    let statement = try statement(KeySQL.insertJobLimit)
    statement.bind(JobLimitColumn.jobID, id.value)
    statement.bind(JobLimitColumn.key, rule.key)
    statement.bind(JobLimitColumn.max, rule.max)
    try statement.run()
  }
}
