// Verbs on a disk that fails: what was carried out is answered so, and what was carried out in part says how far.

import Foundation
import Testing

@Suite(
  .serialized, .timeLimit(.minutes(3)), .enabled(if: FaultyDisk.library != nil, "needs a C compiler"))
struct FaultyVerbTests {
  private func start() async throws -> (Daemon, FaultyDisk) {
    let scratch = try Scratch()
    let disk = try FaultyDisk(scratch)
    return (try await Daemon(scratch, drain: "0s", wrapper: disk.wrapper), disk)
  }

  @Test func readsThatFailAfterAVerbDoNotMakeItAFailure() async throws {
    let (daemon, disk) = try await start()
    let held = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let edited = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let delayed = try await daemon.submit(#"{"handler":"noop","delay":"1h"}"#)
    let failed = try await daemon.submit(#"{"handler":"fail"}"#)
    try await daemon.reach(failed, "failed")
    #expect(try await daemon.send("PUT", "/v1/queues/q", #"{"slots":2}"#).status == 200)
    #expect(try await daemon.post("/v1/queues/default/pause").status == 200)
    // What has just been changed is in the log of the database: readers cannot read it, the writer knows it.
    try disk.fail("read", "*jobd.sqlite-wal", EIO)
    let answers = [
      try await daemon.post("/v1/jobs/\(held)/release"), try await daemon.post("/v1/jobs/\(delayed)/run"),
      try await daemon.post("/v1/jobs/\(failed)/retry"),
      try await daemon.send("PATCH", "/v1/jobs/\(edited)", #"{"priority":7}"#),
      try await daemon.send("PUT", "/v1/queues/q", #"{"slots":3}"#), try await daemon.post("/v1/queues/q/pause"),
    ]
    #expect(answers.map(\.status) == [200, 200, 200, 200, 200, 200], "\(answers.map(\.text))")
    #expect(answers[..<3].map { $0.string("state") } == ["queued", "queued", "queued"])
    #expect(answers[3].int("priority") == 7)
    #expect(answers[4].int("slots") == 3 && answers[5].bool("paused") == true, "\(answers[5].text)")
    #expect(try await daemon.post("/v1/drain").bool("draining") == true)
    #expect(try await daemon.get("/v1/jobs/\(held)").status == 500, "the disk could be read")
    try disk.heal()
    for id in [held, delayed, failed] { #expect(try await daemon.job(id).string("state") == "queued") }
    #expect(try await daemon.job(edited).int("priority") == 7)
    #expect(try await daemon.get("/v1/queues/q").bool("paused") == true)
  }

  @Test func bulkCancelOnAFullDiskSaysThatPartWasNotDone() async throws {
    let (daemon, disk) = try await start()
    let told = daemon.scratch.file("told")
    let waiting = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let running = try await daemon.shell(
      "trap 'touch \(told); exit 143' TERM; touch \(daemon.scratch.file("on")); while :; do sleep 0.05; done")
    try await eventually("it runs") { daemon.scratch.has("on") }
    try disk.fail("write", "*jobd.sqlite-wal", ENOSPC)
    let part = try await daemon.post("/v1/jobs:cancel", #"{"filter":{"queue":"default"}}"#)
    #expect(part.status == 507 && part.code == "storage_full" && part.int("count") == 1, "\(part.text)")
    try await eventually("it was told") { daemon.scratch.has("told") }
    let none = try await daemon.post("/v1/jobs:cancel", #"{"filter":{"state":"held"}}"#)
    #expect(none.status == 507 && none.int("count") == nil, "\(none.text)")
    let all = try await daemon.post("/v1/jobs:cancel", #"{"filter":{"state":"running"}}"#)
    #expect(all.status == 200, "\(all.text)")
    try disk.heal()
    try await daemon.reach(running, "cancelled")
    #expect(try await daemon.job(waiting).string("state") == "held")
  }
}
