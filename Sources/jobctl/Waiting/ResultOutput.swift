// What several jobs made, on stdout in a given order: the bytes one after the other, or one JSON array.

import JobClient
import JobWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Prints the results of several jobs.
struct ResultOutput {
  /// Results held in memory at a time.
  private static let window = 32

  let client: JobClient
  let isJSON: Bool
  private var isFirst = true

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
        try write(Self.entry(job, try results[id]?.get()))
      }
    }
    try end()
  }

  /// What the members of a batch made, in the order of submission.
  mutating func print(batch id: Int64) async throws {
    try begin()
    var cursor: String?
    repeat {
      let page = try await client.batchResults(id, limit: ListRequest.limitMax, cursor: cursor)
      for entry in page.results ?? [] { try await writeWhole(entry) }
      cursor = page.nextCursor
    } while cursor != nil
    try end()
  }

  /// A batch's page has only the beginning of a long result.
  private mutating func writeWhole(_ entry: BatchEntryView) async throws {
    guard entry.truncated else { return try write(entry) }
    var whole = entry
    whole.set(try await client.result(entry.job))
    try write(whole)
  }

  private static func entry(_ job: JobView, _ result: ResultBytes?) -> BatchEntryView {
    var entry = BatchEntryView(
      job: job.id, name: job.name, state: job.state, reason: job.reason, exitCode: job.exitCode, error: job.error)
    if let result { entry.set(result) }
    return entry
  }

  private func begin() throws { if isJSON { try Console.data([UInt8(ascii: "[")]) } }

  private func end() throws { if isJSON { try Console.data(Array("]\n".utf8)) } }

  private mutating func write(_ entry: BatchEntryView) throws {
    if isJSON {
      try Console.data((isFirst ? [] : [UInt8(ascii: ",")]) + entry.jsonBytes())
      isFirst = false
    } else if entry.state == .succeeded {
      try Console.data(entry.bytes)
    } else {
      Console.note(JobWords.farewell(entry))
    }
  }
}

extension BatchEntryView {
  /// Takes a result as the daemon gives it for one job: JSON from a handler, else bytes.
  fileprivate mutating func set(_ value: ResultBytes) {
    result = nil
    resultBase64 = nil
    truncated = value.isCut
    if value.contentType == WireHeader.json, let json = try? JSONReader.parse(value.bytes) {
      result = json
    } else if let text = String(validating: value.bytes, as: UTF8.self) {
      result = .string(text)
    } else {
      resultBase64 = Data(value.bytes).base64EncodedString()
    }
  }

  /// The result as it would be printed for one job.
  fileprivate var bytes: [UInt8] {
    if let resultBase64 { return Data(base64Encoded: resultBase64).map(Array.init) ?? [] }
    switch result {
    case .string(let text): return Array(text.utf8)
    case let value?: return value.jsonBytes()
    case nil: return []
    }
  }
}
