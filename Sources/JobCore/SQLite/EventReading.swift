// What those who follow along are shown of jobs beside their rows, on one connection.

/// The reading of names, commands and ends.
struct EventReading {
  let connection: SQLiteConnection

  func labels(of ids: some Collection<JobID>) throws(StoreError) -> [JobID: EventLabels] {
    let row = try connection.statement(EventSQL.labels)
    var found: [JobID: EventLabels] = [:]
    for id in ids {
      row.bind(inOrder: id)
      guard try row.step() else { continue }
      found[id] = EventLabels(
        name: row.string(EventLabelColumn.name), tags: SpecCoding.dictionary(row.bytes(EventLabelColumn.tags)),
        command: CommandText.line(Self.work(row)), schedule: row.string(EventLabelColumn.schedule),
        queue: row.string(EventLabelColumn.queue))
      row.reset()
    }
    return found
  }

  private static func work(_ row: SQLiteStatement) -> ShownWork {
    if let bytes = row.bytes(EventLabelColumn.argv) {
      return ShownWork(argv: bytes, of: row.int(EventLabelColumn.argvBytes))
    }
    if let bytes = row.bytes(EventLabelColumn.shell) {
      return ShownWork(shell: bytes, of: row.int(EventLabelColumn.shellBytes))
    }
    if let handler = row.string(EventLabelColumn.handler) { return .handler(handler) }
    guard row.bool(EventLabelColumn.isRequest) else { return .none }
    return .http(method: row.string(EventLabelColumn.method), url: row.string(EventLabelColumn.url))
  }

  func attempts(_ starts: some Collection<JobStart>) throws(StoreError) -> [JobStart: EventAttempt] {
    let reading = JobReading(connection: connection)
    let row = try connection.statement(EventSQL.exit)
    var found: [JobStart: EventAttempt] = [:]
    for start in starts {
      var attempt = EventAttempt()
      row.bind(inOrder: start.job, start.start)
      if try row.step() {
        attempt.exit = AttemptExit(
          code: row.optionalInt32(ExitColumn.exitCode), signal: row.optionalInt32(ExitColumn.signal))
        row.reset()
      }
      attempt.progress = try reading.progress(start.job, start: start.start)
      found[start] = attempt
    }
    return found
  }
}

extension ShownWork {
  /// - Parameters:
  ///   - argv: the beginning of the stored list.
  ///   - count: bytes of all of it.
  init(argv bytes: [UInt8], of count: Int) {
    // An element that is not whole may have lost the sign by which it is known to be a secret.
    self = .exec(SpecCoding.strings(bytes), isCut: bytes.count < count)
  }

  init(shell bytes: [UInt8], of count: Int) {
    self = .shell(String(decoding: bytes, as: UTF8.self), isCut: bytes.count < count)
  }
}
