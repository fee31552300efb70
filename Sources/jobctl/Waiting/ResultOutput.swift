// What several jobs made, on stdout in a given order: the bytes one after the other, or one JSON array.

import JobClient
import JobWire

/// Prints the results of several jobs.
struct ResultOutput {
  /// Results held in memory at a time.
  private static let window = 32
  /// A result in the array is one string. One that is longer than this is cut, and a note says so.
  private static let elementBytesMax: Int64 = 64 << 20
  /// This many results that are not whole are named one by one.
  private static let cutsNamedMax = 5

  let client: JobClient
  let isJSON: Bool
  private var isFirst = true
  private var cutCount = 0

  init(client: JobClient, isJSON: Bool) {
    self.client = client
    self.isJSON = isJSON
  }

  /// What these jobs made, in the order of `ids`; one that is named twice is printed twice.
  mutating func print(_ ids: [Int64], _ fates: [Int64: JobView]) async throws {
    try begin()
    var rest = ids[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.window)
      rest = rest.dropFirst(Self.window)
      let results = await client.results(Array(Set(part.filter { fates[$0]?.state == .succeeded })))
      for id in part {
        guard let job = fates[id] else { continue }
        try await write(Self.entry(job), try results[id]?.get())
      }
    }
    try end()
  }

  /// What the members of a batch made, in the order of submission.
  mutating func print(batch id: Int64) async throws {
    try begin()
    var cursor: String?
    var trail = PageTrail(client)
    repeat {
      let page = try await client.batchResults(id, limit: ListRequest.limitMax, cursor: cursor)
      // A page has only the beginning of a long result.
      for entry in page.results ?? [] {
        try await write(entry, entry.truncated ? try await client.result(entry.job) : nil)
      }
      cursor = try trail.next(page.nextCursor)
    } while cursor != nil
    try end()
  }

  private static func entry(_ job: JobView) -> BatchEntryView {
    BatchEntryView(
      job: job.id, name: job.name, state: job.state, reason: job.reason, exitCode: job.exitCode, error: job.error)
  }

  /// One member, with what it made if that is not in the entry.
  private mutating func write(_ entry: BatchEntryView, _ result: ResultBytes?) async throws {
    guard let result else { return try write(entry) }
    var entry = entry
    switch try await WholeResult.of(entry.job, result, client) {
    case .answered: entry.set(result.bytes, of: result)
    case .inLog(let request):
      if !isJSON { return try await WholeResult.copy(entry.job, request, client) }
      if result.sizeBytes <= Self.elementBytesMax {
        entry.set(try await bytes(entry.job, request), of: result)
      } else {
        entry.set(result.bytes, of: result)
        noteCut(
          "jobctl: the result of job \(entry.job) is cut to \(result.bytes.count) bytes; `jobctl result "
            + "\(entry.job)` has all of it")
      }
    case .beginning(let note):
      entry.set(result.bytes, of: result)
      noteCut(note)
    }
    try write(entry)
  }

  private func bytes(_ id: Int64, _ request: LogRequest) async throws -> [UInt8] {
    try await client.log(id, request).collect(bytesMax: Int(Self.elementBytesMax))
  }

  private mutating func noteCut(_ note: String) {
    cutCount += 1
    if cutCount <= Self.cutsNamedMax { Console.note(note) }
  }

  private func begin() throws { if isJSON { try Console.data([UInt8(ascii: "[")]) } }

  private func end() throws {
    if isJSON { try Console.data(Array("]\n".utf8)) }
    let unnamed = cutCount - Self.cutsNamedMax
    if unnamed > 0 { Console.note("jobctl: \(unnamed) more results are only the beginning of what there is") }
  }

  private mutating func write(_ entry: BatchEntryView) throws {
    if isJSON {
      try Console.data((isFirst ? [] : [UInt8(ascii: ",")]) + JSONOutput.escaped(entry.jsonBytes()))
      isFirst = false
    } else if entry.state == .succeeded {
      try Console.output(entry.bytes)
    } else {
      Console.note(JobWords.farewell(entry))
    }
  }
}

extension BatchEntryView {
  /// Takes the bytes of a result as it is written in a batch: JSON from a handler, else a string.
  fileprivate mutating func set(_ bytes: [UInt8], of whole: ResultBytes) {
    result = nil
    resultBase64 = nil
    truncated = bytes.count < whole.sizeBytes
    if whole.contentType == WireHeader.json, let json = try? JSONReader.parse(bytes) {
      result = json
    } else if let text = String(validating: bytes, as: UTF8.self) {
      result = .string(text)
    } else {
      resultBase64 = Base64.encode(bytes)
    }
  }

  /// The result as it would be printed for one job.
  fileprivate var bytes: [UInt8] {
    if let resultBase64 { return Base64.decode(resultBase64) ?? [] }
    switch result {
    case .string(let text): return Array(text.utf8)
    case let value?: return value.jsonBytes()
    case nil: return []
    }
  }
}
