// The contract as bytes: one golden JSON file per wire type. Responses may gain fields; a change to an existing line of
// a golden file is a break. `JOBD_UPDATE_GOLDEN=1` writes the files anew.

import Foundation
import JobWire
import Testing

@Suite struct GoldenTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  private func check<T: WireEncodable & WireDecodable & Equatable>(_ name: String, _ value: T) throws {
    let file = Self.directory.appending(path: "\(name).json")
    let bytes = value.jsonBytes() + [UInt8(ascii: "\n")]
    if ProcessInfo.processInfo.environment["JOBD_UPDATE_GOLDEN"] == "1" { try Data(bytes).write(to: file) }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(String(decoding: bytes, as: UTF8.self) == golden, "\(name) no longer writes what its golden file says")
    #expect(try T(jsonBytes: Array(golden.utf8)) == value, "\(name) does not read what it wrote")
  }

  @Test func jobsKeepTheirForm() throws {
    try check("JobView", GoldenValues.job)
    try check("JobView.full", GoldenValues.jobFull)
    try check("JobPage", JobPage(jobs: [GoldenValues.job], nextCursor: "bmV4dA"))
    try check("SubmitManyReply", SubmitManyReply(ids: [1, 2, 3], count: 3))
    try check("DryRunReply", DryRunReply(count: 1, specs: [.object([JSONMember(name: "shell", value: .string("x"))])]))
  }

  @Test func requestsKeepTheirForm() throws {
    try check("SubmitRequest", SubmitRequest(argv: ["/bin/echo", "a b", "\"q\""]))
    try check("SubmitRequest.full", GoldenValues.submit)
    try check("CancelRequest", CancelRequest(reason: "no longer needed", force: true, grace: .seconds(5)))
    try check("SignalRequest", SignalRequest(signal: 15))
    var patch = PatchRequest()
    patch.priority = .value(5)
    patch.runAt = .value(GoldenValues.time)
    patch.timeout = .null
    patch.retry = .value(RetrySpec(maxAttempts: 3))
    try check("PatchRequest", patch)
    try check("WaitRequest", WaitRequest(filter: GoldenValues.filter, until: .first, timeout: .seconds(30)))
    try check("BulkRequest", BulkRequest(filter: GoldenValues.filter, dryRun: true))
    var queue = QueueRequest(slots: 4)
    queue.rate = .value(RateSpec(count: 10, per: .seconds(1), burst: 20))
    try check("QueueRequest", queue)
  }

  @Test func repliesKeepTheirForm() throws {
    try check("CancelReply", CancelReply(accepted: true, absorbed: false, state: .running))
    try check("WaitReply", WaitReply(done: [GoldenValues.job], pending: [8, 9], expired: true))
    try check("BulkReply", BulkReply(count: 2))
    try check("BulkReply.dry", BulkReply(count: 2, ids: [4, 5]))
    try check("DrainReply", DrainReply(draining: true, running: 2))
    try check("HealthView", HealthView())
  }

  @Test func theDaemonsViewsKeepTheirForm() throws {
    try check("InfoView", GoldenValues.info)
    try check("QueueView", GoldenValues.queue)
    try check("QueueList", QueueList(queues: [GoldenValues.queue]))
    try check("StatsView", StatsView(queues: [GoldenValues.queue]))
  }

  @Test func problemsKeepTheirForm() throws {
    try check("Problem", Problem(.notFound, detail: "There is no job 7.", hint: "List jobs with GET /v1/jobs."))
    let error = FieldProblem(field: "retry.max_attempts", detail: "must be at least 1")
    try check(
      "Problem.errors",
      Problem(.badRequest, detail: "Line 3 is not a valid job.", errors: [error], jobID: 12, line: 3))
  }

  @Test func aResponseWithNewFieldsIsStillRead() throws {
    let text = #"{"accepted":true,"absorbed":false,"state":"running","later":{"x":[1]}}"#
    #expect(try CancelReply(jsonBytes: Array(text.utf8)).accepted)
  }
}
