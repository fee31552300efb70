// Rows of `job_spec`, with what else is written of a job once: tags, and what it says of its keys.

extension SQLiteRows {
  func readSpecs(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids {
      let statement = try statement(SpecSQL.select)
      statement.bind(SpecColumn.id, id.value)
      guard try statement.step() else {
        throw .unreadable(statement: SpecSQL.select.name, message: "job \(id) has no spec")
      }
      defer { statement.reset() }
      found.found(try SpecCoding.spec(from: statement), of: id)
    }
  }

  func writeSpecs(_ specs: [NewSpec]) throws(StoreError) {
    let statement = try statement(SpecSQL.insert)
    // By index: a spec is wide, and is not to be copied for a look.
    for index in specs.indices {
      let id = specs[index].id
      try SpecCoding.insert(specs[index].spec, id: id, with: statement)
      if !specs[index].spec.tags.isEmpty { try writeTags(specs[index].spec.tags, of: id) }
      if let rule = specs[index].spec.unique { try write(rule, of: id) }
      if let rule = specs[index].spec.limit { try write(rule, of: id) }
    }
  }

  func writeTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
    let statement = try statement(SpecSQL.insertTag)
    for (key, value) in tags {
      statement.bind(TagColumn.name, key)
      statement.bind(TagColumn.value, value)
      statement.bind(TagColumn.jobID, id.value)
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
