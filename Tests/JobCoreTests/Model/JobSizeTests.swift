// What a job takes of an answer is what is written of it, and not what is stored.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobSizeTests {
  private func bytes(_ value: String) async throws -> Int {
    let bench = try StoreBench(.durable)
    let id = try await bench.insert(.noop { $0.tags = ["key": value] })
    let job = try #require(try await bench.store.job(id))
    await bench.store.close()
    return job.shownBytes
  }

  @Test func textsCountAsTheyAreWritten() async throws {
    let plain = try await bytes(String(repeating: "x", count: 250))
    #expect(try await bytes(String(repeating: "\u{1}", count: 250)) == plain + 250 * 5)
    #expect(try await bytes(String(repeating: "\\", count: 250)) == plain + 250)
    #expect(try await bytes(String(repeating: "\"", count: 250)) == plain + 250)
    #expect(try await bytes(String(repeating: "é", count: 125)) == plain)
  }

  /// A result of control characters is six times as long in an answer.
  @Test func resultsCountAsTheyAreWritten() async throws {
    let bench = try StoreBench(.durable)
    let job = try #require(try await bench.store.job(try await bench.insert(.noop())))
    await bench.store.close()
    func bytes(_ result: [UInt8]) -> Int {
      let result = JobResult(bytes: result, source: .file, sizeBytes: Int64(result.count))
      return BatchEntry(job: job, result: result, isTruncated: false).shownBytes
    }
    let plain = bytes([UInt8](repeating: UInt8(ascii: "x"), count: 1_000))
    #expect(bytes([UInt8](repeating: 1, count: 1_000)) == plain + 5_000)
  }
}
