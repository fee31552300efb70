// The standard streams of a child: given whole, kept byte for byte.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildStreamsTests {
  @Test func inputIsGivenWholeOrNotAtAll() async throws {
    try await EngineBench.run { bench async throws in
      let big = [UInt8]((0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      #expect(try await bench.shell("cat") { $0.process.stdin = Array("a\0b".utf8) } == "a\0b")
      #expect(try await bench.shell("wc -c") { $0.process.stdin = big } == "10000000\n")
      // A child that does not read costs nothing and hangs nobody.
      #expect(try await bench.finish(.shell("exit 0") { $0.process.stdin = big }).state == .succeeded)
      #expect(try await bench.shell("cat; echo end") == "end\n")
      #expect(try await bench.shell("cat; echo end") { $0.process.stdin = [] } == "end\n")
    }
  }

  @Test func outputIsKeptByteForByte() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell(#"printf '\000\377\376a\n'; printf 'e\000' >&2"#))
      #expect(try await bench.bytes(job.id) == [0, 255, 254, 97, 10])
      #expect(try await bench.bytes(job.id, .stderr) == [101, 0])
      #expect(job.log == LogSummary(stdoutBytes: 5, stderrBytes: 2))
      let merged = try await bench.finish(.shell("echo a; echo b >&2; echo c") { $0.process.mergesStderr = true })
      #expect(try await bench.output(merged.id) == "a\nb\nc\n")
      #expect(try await bench.output(merged.id, .stderr) == "")
      #expect(merged.log.stderrBytes == 0)
    }
  }
}
