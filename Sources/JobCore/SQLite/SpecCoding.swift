// Between `NewJob` and the row of `job_spec`. Lists of strings are stored as /proc shows them: each ended by NUL,
// which none of them may contain.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

/// The coding of `job_spec`.
enum SpecCoding {
  /// Stores a new row; `statement` is `SpecSQL.insert`, and its parameter 1 the id.
  static func insert(_ job: NewJob, id: JobID, with statement: SQLiteStatement) throws(StoreError) {
    statement.bind(1, id.value)
    bind(job, to: statement)
    if let stdin = job.process.stdin {
      try statement.run(binding: stdin, at: 16)
    } else {
      try statement.run()
    }
  }

  /// Binds everything but the id, which is parameter 1, and what its process reads, which is 16.
  private static func bind(_ job: NewJob, to statement: SQLiteStatement) {
    let process = job.process
    statement.bind(2, job.name)
    bindWork(job.work, to: statement)
    statement.bind(7, job.timeoutMicros)
    statement.bind(8, job.graceMicros)
    statement.bind(9, encode(job.retry))
    statement.bind(10, encode(job.tags))
    statement.bind(11, process.workingDirectory)
    statement.bind(12, encode(process.environment))
    statement.bind(13, process.clearsEnvironment ? 1 : 0)
    statement.bind(14, process.umask)
    statement.bind(15, process.nice)
    statement.bind(17, process.mergesStderr ? 1 : 0)
    statement.bind(18, process.logLimitBytes)
    statement.bind(19, job.keepForMicros)
    statement.bind(20, job.submittedBy)
    statement.bind(23, job.executor)
    statement.bind(24, job.limits.map { json($0) })
  }

  private static func bindWork(_ work: Work, to statement: SQLiteStatement) {
    let none: String? = nil
    statement.bind(3, [UInt8]?.none)
    statement.bind(4, none)
    statement.bind(5, none)
    statement.bind(6, none)
    statement.bind(21, none)
    statement.bind(22, 0)
    switch work {
    case .exec(let argv): statement.bind(3, encode(argv))
    case .shell(let command): statement.bind(4, command)
    case .handler(let name, let payload):
      statement.bind(5, name)
      statement.bind(6, payload)
    case .http(let request): statement.bind(21, json(request))
    case .external: statement.bind(22, 1)
    }
  }

  /// Reads `SpecSQL.columns`; the columns of the hot row are the caller's.
  static func spec(from row: SQLiteStatement) throws(StoreError) -> NewJob {
    var job = NewJob(try work(from: row))
    job.name = row.string(0)
    job.timeoutMicros = row.optionalInt64(5)
    job.graceMicros = row.optionalInt64(6)
    job.retry = try retryRule(row.string(7))
    job.tags = dictionary(row.bytes(8))
    job.process.workingDirectory = row.string(9)
    job.process.environment = dictionary(row.bytes(10))
    job.process.clearsEnvironment = row.int(11) != 0
    job.process.umask = row.optionalInt(12)
    job.process.nice = row.optionalInt(13)
    job.process.stdin = row.bytes(14)
    job.process.mergesStderr = row.int(15) != 0
    job.process.logLimitBytes = row.optionalInt64(16)
    job.keepForMicros = row.optionalInt64(17)
    job.submittedBy = row.string(18)
    job.executor = row.string(21)
    if let limits = row.string(22) { job.limits = try value(RealmLimits.self, limits, SpecSQL.select) }
    return job
  }

  /// What reading the rows of `job` gives, without reading them: what its own tables keep is not part of it.
  static func asRead(_ job: NewJob) -> NewJob {
    var job = job
    job.start = .now
    job.holds = false
    job.after = []
    job.then = []
    job.unique = nil
    job.limit = nil
    job.batch = nil
    job.callbacks = []
    return job
  }

  private static func work(from row: SQLiteStatement) throws(StoreError) -> Work {
    if let argv = row.bytes(1) { return .exec(argv: strings(argv)) }
    if let command = row.string(2) { return .shell(command) }
    if let request = row.string(19) { return .http(try value(HTTPWork.self, request, SpecSQL.select)) }
    if row.int(20) != 0 { return .external }
    return .handler(name: row.string(3) ?? "", payload: row.string(4))
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

  // MARK: Rare enough for JSON

  static func encode(_ rule: RetryRule) -> String? {
    rule == RetryRule() ? nil : json(rule)
  }

  static func retryRule(_ text: String?) throws(StoreError) -> RetryRule {
    guard let text else { return RetryRule() }
    return try value(RetryRule.self, text, SpecSQL.select)
  }

  static func encode(_ answer: HTTPAnswer?) -> String? {
    answer.map { json($0) }
  }

  static func httpAnswer(_ text: String) throws(StoreError) -> HTTPAnswer {
    try value(HTTPAnswer.self, text, AttemptSQL.http)
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

  private static func value<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ sql: NamedSQL
  ) throws(StoreError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw .unreadable(statement: sql.name, message: "not a \(type): \(text.prefix(200))")
    }
  }
}
