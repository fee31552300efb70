// The output of jobs as readers see it: head and tail of what went over its limit, at their offsets.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobLogTests {
  @Test func hundredMegabytesOfOutputLeaveHeadAndTail() async throws {
    try await EngineBench.run { bench async throws in
      let size = 100_000_000
      // Lines that say where they are: offset n × 16 holds n.
      let job = try await bench.finish(
        .shell("seq -f '%015.0f' 0 \(size / 16 - 1)") {
          $0.process.logLimitBytes = 1_048_576
        })
      #expect(job.state == .succeeded && job.log.stdoutBytes == Int64(size) && job.log.isTruncated)
      let log = try await bench.queue.log(job.id, stream: .stdout, attempt: nil)
      #expect(log.size == Int64(size))
      let path = bench.queue.files.paths(job.id, start: 1).stdout
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(Int(status.st_blocks) * 512 <= 1_258_291, "\(Int(status.st_blocks) * 512) bytes on disk")
      let hole = try #require(await log.hole)
      for number in [0, 1, 30_000, Int(hole.lowerBound) / 16 - 1, Int(hole.upperBound) / 16 + 1, size / 16 - 1] {
        let bytes = await log.read(at: Int64(number * 16), count: 16)
        #expect(String(decoding: bytes, as: UTF8.self) == String(format: "%015d\n", number))
      }
      #expect(hole.lowerBound >= 524_288 && Int64(size) - hole.upperBound >= 524_288)
    }
  }
}
