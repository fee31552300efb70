// Output that is watched: kept within its limit while it is written, and left alone while it is not.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogWatchTests {
  @Test func floodIsTrimmedWhileItIsWritten() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("head -c 20000000 /dev/zero | tr '\\0' x; echo end; exec sleep 300") {
          $0.process.logLimitBytes = 65_536
        })
      let path = bench.queue.files.paths(id, start: 1).stdout
      try await eventually("the log stayed over its limit while the job ran") {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size == 20_000_004 && Int(status.st_blocks) * 512 < 200_000
      }
      #expect(try await bench.queue.job(id).state == .running)
    }
  }

  /// A trim changes the file, which the kernel tells: that must not be a reason to trim.
  @Test func aQuietLogIsNotLookedAtAgainAndAgain() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("head -c 1000000 /dev/zero; echo; echo up; exec sleep 600") { $0.process.logLimitBytes = 65_536 })
      let path = bench.queue.files.paths(id, start: 1).stdout
      try await eventually("the log is not trimmed") {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size == 1_000_004 && Int(status.st_blocks) * 512 < 200_000
      }
      // Half a second in which nothing is written; the pause between two looks is a twenty-fifth of it.
      _ = try await bench.finish(.shell("sleep 0.5"))
      let looks = bench.queue.watch.looks
      _ = try await bench.finish(.shell("sleep 0.5"))
      #expect(bench.queue.watch.looks - looks <= 5, "\(bench.queue.watch.looks - looks) looks")
      #expect(try await bench.queue.job(id).state == .running)
    }
  }
}
