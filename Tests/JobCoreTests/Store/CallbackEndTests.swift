// The end of a job or batch as callbacks are told of it, also when it is told after a retry.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackEndTests {
  private func job(_ change: (inout Job) -> Void = { _ in }) -> Job {
    var job = Job(.shell("true") { $0.name = "n" }, id: JobID(7), isBlocked: false, now: .noon)
    job.state = .failed
    job.finishedAt = .noon + 5
    change(&job)
    return job
  }

  private func batch(_ change: (inout Batch) -> Void = { _ in }) -> Batch {
    var batch = Batch(
      id: BatchID(3), isFailFast: false, isOpen: false, isCancelRequested: false, counts: [.succeeded: 2],
      createdAt: .noon, finishedAt: .noon + 9)
    change(&batch)
    return batch
  }

  private func variables(_ end: CallbackEnd) -> [String: String] {
    Dictionary(end.variables.map { ($0.name, $0.value) }) { $1 }
  }

  private func type(_ end: CallbackEnd) throws -> String? {
    (try JSONSerialization.jsonObject(with: Data(end.document)) as? [String: Any])?["type"] as? String
  }

  @Test func commandFindsTheJobInItsEnvironment() throws {
    let end = CallbackEnd(job())
    #expect(end.at == .noon + 5)
    #expect(try type(end) == "job.failed")
    #expect(
      variables(end) == [
        "JOBD_JOB_ID": "7", "JOBD_JOB_NAME": "n", "JOBD_JOB_STATE": "failed", "JOBD_QUEUE": "default",
      ])
    #expect(variables(CallbackEnd(job { $0.givenName = nil }))["JOBD_JOB_NAME"] == "job-7")
  }

  @Test func commandFindsTheBatchInItsEnvironment() throws {
    let end = CallbackEnd(batch { $0.name = "nightly" })
    #expect(end.at == .noon + 9)
    #expect(try type(end) == "batch.done")
    #expect(
      variables(end) == ["JOBD_BATCH_ID": "3", "JOBD_BATCH_NAME": "nightly", "JOBD_BATCH_SUCCESS": "true"])
    // Empty, and there: a script that is strict about its variables does not fail for a batch without a name.
    #expect(variables(CallbackEnd(batch()))["JOBD_BATCH_NAME"] == "")
    #expect(variables(CallbackEnd(batch { $0.counts[.failed] = 1 }))["JOBD_BATCH_SUCCESS"] == "false")
    #expect(variables(CallbackEnd(batch { $0.isCancelRequested = true }))["JOBD_BATCH_SUCCESS"] == "false")
  }

  @Test func withoutAnEndItsTimeIsThatOfTheBeginning() {
    #expect(CallbackEnd(job { $0.finishedAt = nil }).at == .noon)
    #expect(CallbackEnd(batch { $0.finishedAt = nil }).at == .noon)
  }

  @Test func whatIsKeptIsToldUnchanged() throws {
    for end in [CallbackEnd(job { $0.givenName = "ä \"b\"\n" }), CallbackEnd(batch())] {
      let again = try #require(CallbackEnd(kept: end.kept))
      #expect(again.at == end.at && again.document == end.document && variables(again) == variables(end))
    }
  }

  @Test(arguments: ["", "{}", "[]", #"{"at": "x", "document": "", "variables": {}}"#, #"{"at": 1, "document": ""}"#])
  func otherBytesAreNoEnd(_ text: String) {
    #expect(CallbackEnd(kept: Array(text.utf8)) == nil)
  }
}
