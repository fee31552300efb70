// The files of attempts: made for one start, and gone with their job.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogFilesTests {
  @Test func deletedJobTakesItsFilesAlong() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("echo a; echo b >&2; echo r > $JOBD_RESULT; exit $((2 - JOBD_ATTEMPT))") {
          $0.retry = .attempts(2)
        })
      let directory = bench.queue.files.paths(job.id, start: 1).directory
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 6)
      try await bench.queue.delete(job.id)
      // Nothing else is in there: the directory goes with it.
      #expect(!FileManager.default.fileExists(atPath: directory))
      await #expect(throws: JobError.notFound(job.id)) { _ = try await bench.queue.job(job.id) }
    }
  }
}
