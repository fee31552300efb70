// Between `NewJob` and the row of `job_spec`. Lists of strings are stored as /proc shows them: each ended by NUL,
// which none of them may contain.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

/// The coding of `job_spec`.
enum SpecCoding {
  /// Stores a new row; `statement` is `SpecSQL.insert`.
  static func insert(_ new: NewSpec, with statement: SQLiteStatement) throws(StoreError) {
    statement.bind(SpecColumn.id, new.id.value)
    statement.bind(SpecColumn.timeout, new.timeoutMicros)
    bind(new.spec, to: statement)
    if let stdin = new.spec.process.stdin {
      try statement.run(binding: stdin, as: SpecColumn.stdin)
    } else {
      try statement.run()
    }
  }

  /// Writes what `SpecColumn.rewritten` names into a row that is there; `statement` is `SpecSQL.rewrite`.
  static func rewrite(_ id: JobID, _ job: NewJob, with statement: SQLiteStatement) throws(StoreError) {
    statement.bind(SpecColumn.id, id.value)
    bindRewritten(job, to: statement)
    try statement.run()
  }

  /// Binds everything but the id, the limit and what its process reads.
  private static func bind(_ job: NewJob, to statement: SQLiteStatement) {
    bindRewritten(job, to: statement)
    if case .handler(_, let payload) = job.work {
      statement.bind(SpecColumn.payload, payload)
    } else {
      statement.bind(SpecColumn.payload, String?.none)
    }
    statement.bind(SpecColumn.name, job.name)
    statement.bind(SpecColumn.retry, encode(job.retry))
    statement.bind(SpecColumn.tags, encode(job.tags))
    statement.bind(SpecColumn.submittedBy, job.submittedBy)
    statement.bind(SpecColumn.limits, job.limits.map { json($0) })
    statement.bind(SpecColumn.grantedBy, job.grantedBy)
    statement.bind(SpecColumn.runAs, job.runAs)
  }

  /// Binds `SpecColumn.rewritten`.
  private static func bindRewritten(_ job: NewJob, to statement: SQLiteStatement) {
    let process = job.process
    bindWork(job.work, to: statement)
    statement.bind(SpecColumn.grace, job.graceMicros)
    statement.bind(SpecColumn.cwd, process.workingDirectory)
    statement.bind(SpecColumn.env, encode(process.environment))
    statement.bind(SpecColumn.isEnvCleared, process.clearsEnvironment)
    statement.bind(SpecColumn.umask, process.umask)
    statement.bind(SpecColumn.nice, process.nice)
    statement.bind(SpecColumn.isStderrMerged, process.mergesStderr)
    statement.bind(SpecColumn.isInteractive, process.isInteractive)
    statement.bind(SpecColumn.logLimit, process.logLimitBytes)
    statement.bind(SpecColumn.keepFor, job.keepForMicros)
    statement.bind(SpecColumn.executor, job.executor)
  }

  /// Without a payload.
  private static func bindWork(_ work: Work, to statement: SQLiteStatement) {
    let none: String? = nil
    statement.bind(SpecColumn.argv, [UInt8]?.none)
    statement.bind(SpecColumn.shell, none)
    statement.bind(SpecColumn.handler, none)
    statement.bind(SpecColumn.http, none)
    statement.bind(SpecColumn.isExternal, false)
    switch work {
    case .exec(let argv): statement.bind(SpecColumn.argv, encode(argv))
    case .shell(let command): statement.bind(SpecColumn.shell, command)
    case .handler(let name, _): statement.bind(SpecColumn.handler, name)
    case .http(let request): statement.bind(SpecColumn.http, json(request))
    case .external: statement.bind(SpecColumn.isExternal, true)
    }
  }

  /// Reads `SpecColumn`; the columns of the hot row are the caller's. What cannot be read is noted as the fault of this
  /// job: an error would be that of all who are read with it.
  static func spec(from row: SQLiteStatement) -> NewJob {
    var job = NewJob(.external)
    read(row, into: &job)
    return job
  }

  /// The same in the place where it is wanted: a spec is wide.
  static func read(_ row: SQLiteStatement, into job: inout NewJob) {
    var fault: SpecFault = []
    if let work = work(from: row) { job.work = work } else { fault.insert(.work) }
    job.name = row.string(SpecColumn.name)
    job.timeoutMicros = row.optionalInt64(SpecColumn.timeout)
    job.graceMicros = row.optionalInt64(SpecColumn.grace)
    if let rule = retryRule(row.string(SpecColumn.retry)) { job.retry = rule } else { fault.insert(.retry) }
    job.tags = dictionary(row.bytes(SpecColumn.tags))
    job.process.workingDirectory = row.string(SpecColumn.cwd)
    if let bytes = row.bytes(SpecColumn.env) {
      if let pairs = wholePairs(bytes) { job.process.environment = pairs } else { fault.insert(.environment) }
    }
    job.process.clearsEnvironment = row.bool(SpecColumn.isEnvCleared)
    job.process.umask = row.optionalInt(SpecColumn.umask)
    job.process.nice = row.optionalInt(SpecColumn.nice)
    job.process.stdin = row.bytes(SpecColumn.stdin)
    job.process.mergesStderr = row.bool(SpecColumn.isStderrMerged)
    job.process.isInteractive = row.bool(SpecColumn.isInteractive)
    job.process.logLimitBytes = row.optionalInt64(SpecColumn.logLimit)
    job.keepForMicros = row.optionalInt64(SpecColumn.keepFor)
    job.submittedBy = row.string(SpecColumn.submittedBy)
    job.executor = row.string(SpecColumn.executor)
    job.runAs = row.string(SpecColumn.runAs)
    if let text = row.string(SpecColumn.limits) {
      let limits = value(RealmLimits.self, text)
      if limits == nil { fault.insert(.limits) }
      // Without any it might do everything.
      job.limits = limits ?? .nothing
    }
    job.grantedBy = row.string(SpecColumn.grantedBy)
    if !fault.isEmpty { job.fault = fault }
  }

  /// `nil` if it cannot be read, or is not there.
  private static func work(from row: SQLiteStatement) -> Work? {
    if let bytes = row.bytes(SpecColumn.argv) {
      guard let argv = wholeStrings(bytes), !argv.isEmpty else { return nil }
      return .exec(argv: argv)
    }
    if let command = row.string(SpecColumn.shell) { return .shell(command) }
    if let request = row.string(SpecColumn.http) { return value(HTTPWork.self, request).map { .http($0) } }
    if row.bool(SpecColumn.isExternal) { return .external }
    guard let handler = row.string(SpecColumn.handler) else { return nil }
    return .handler(name: handler, payload: row.string(SpecColumn.payload))
  }

  // MARK: Lists

  static func encode(_ list: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(list.reduce(0) { $0 + $1.utf8.count + 1 })
    for element in list {
      bytes.append(contentsOf: element.utf8)
      bytes.append(0)
    }
    return bytes
  }

  /// `nil` when empty; keys are sorted, so that equal dictionaries are equal rows.
  static func encode(_ dictionary: [String: String]) -> [UInt8]? {
    if dictionary.isEmpty { return nil }
    return encode(dictionary.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  static func strings(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
  }

  static func dictionary(_ bytes: [UInt8]?) -> [String: String] {
    guard let bytes else { return [:] }
    var result: [String: String] = [:]
    for pair in strings(bytes) {
      // By bytes: as a character, an equals sign may be one with what follows it.
      guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
      result[String(pair[..<equals])] = String(pair[pair.utf8.index(after: equals)...])
    }
    return result
  }

  /// `nil` if they are not as `encode` leaves them: a command that is half of what it was is another one.
  private static func wholeStrings(_ bytes: [UInt8]) -> [String]? {
    guard bytes.last == 0 || bytes.isEmpty else { return nil }
    var strings: [String] = []
    for part in bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
      guard let text = String(validating: part, as: UTF8.self) else { return nil }
      strings.append(text)
    }
    return strings
  }

  /// `nil` if they are not as `encode` leaves them.
  private static func wholePairs(_ bytes: [UInt8]) -> [String: String]? {
    guard let strings = wholeStrings(bytes) else { return nil }
    let pairs = dictionary(bytes)
    return pairs.count == strings.count ? pairs : nil
  }

  // MARK: Rare enough for JSON

  static func encode(_ rule: RetryRule) -> String? {
    rule == RetryRule() ? nil : json(rule)
  }

  /// `nil` if it cannot be read.
  static func retryRule(_ text: String?) -> RetryRule? {
    guard let text else { return RetryRule() }
    return value(RetryRule.self, text)
  }

  /// `nil` for none.
  static func encode(_ callbacks: [Callback]) -> String? {
    callbacks.isEmpty ? nil : json(callbacks)
  }

  /// Those of a queue; `nil` if they cannot be read.
  static func callbacks(_ text: String?) -> [Callback]? {
    guard let text else { return [] }
    return value([Callback].self, text)
  }

  static func encode(_ answer: HTTPAnswer?) -> String? {
    answer.map { json($0) }
  }

  /// `nil` if it cannot be read: it is only shown.
  static func httpAnswer(_ text: String) -> HTTPAnswer? {
    value(HTTPAnswer.self, text)
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("what was validated has finite numbers, and those can be encoded: \(error)")
    }
  }

  private static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      return nil
    }
  }
}
