// A daemon on a disk that fails: what it answers, how it ends, and what the next one finds.

import Foundation
import JobWire
import Testing

@Suite(
  .serialized, .timeLimit(.minutes(3)), .enabled(if: FaultyDisk.library != nil, "needs a C compiler"))
struct FaultyDiskTests {
  private func start(_ scratch: Scratch) async throws -> (Daemon, FaultyDisk) {
    let disk = try FaultyDisk(scratch)
    return (try await Daemon(scratch, drain: "0s", wrapper: disk.wrapper), disk)
  }

  @Test func stopOnAFullDiskNamesTheEndsAndTheNextStartRecordsThem() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    let go = scratch.file("go")
    let ended = try await first.shell("while ! test -e \(go); do sleep 0.05; done; exit 3")
    let cancelled = try await first.shell(
      "trap 'touch \(scratch.file("told")); exit 143' TERM; touch \(scratch.file("on")); while :; do sleep 0.05; done",
      #""tags":{"kind":"endless"}"#)
    try await eventually("it runs") { scratch.has("on") }
    try await first.reach(ended, "running")
    try disk.fail("write", "*jobd.sqlite-wal", ENOSPC)
    let refused = try await first.post("/v1/jobs", #"{"handler":"noop"}"#)
    #expect(refused.status == 507 && refused.code == "storage_full", "\(refused.text)")
    let answer = try await first.post("/v1/jobs/\(cancelled)/cancel")
    #expect(answer.status == 200 && answer.bool("accepted") == true, "\(answer.text)")
    try await eventually("it was told") { scratch.has("told") }
    scratch.touch("go")
    // Before the stop, which would end it in another way.
    try await eventually("its end is kept") {
      let kept = try Data(contentsOf: URL(filePath: scratch.file("data/jobd.ends")))
      return String(decoding: kept, as: UTF8.self).contains(#""exitCode":3"#)
    }
    #expect(try await first.stop() == 74, "\(first.program.errors)")
    let errors = first.program.errors
    let isNamed = ["\(ended), \(cancelled)", "\(cancelled), \(ended)"].contains(where: errors.contains)
    #expect(isNamed && errors.contains("jobd.ends"), "\(errors)")
    try disk.heal()
    let second = try await Daemon(scratch)
    let job = try await second.job(ended)
    #expect(job.string("reason") == "exit" && job.int("exit_code") == 3, "\(job.text)")
    #expect(try await second.job(cancelled).string("state") == "cancelled")
    #expect(try await second.stop() == 0)
  }

  /// Their output is gone, and they are not: whoever stops the daemon hears of it.
  @Test func stopOnAFullDiskNamesWhatWasToBeDeleted() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    let id = try await first.shell("echo done")
    _ = try await first.finished(id)
    try disk.fail("write", "*jobd.sqlite-wal", ENOSPC)
    #expect(try await first.send("DELETE", "/v1/jobs/\(id)", "").status == 204)
    #expect(try await first.stop() == 74, "\(first.program.errors)")
    #expect(first.program.errors.contains("deleted could not be recorded"), "\(first.program.errors)")
    try disk.heal()
    let second = try await Daemon(scratch)
    #expect(try await second.job(id).string("state") == "succeeded")
    #expect(try await second.send("DELETE", "/v1/jobs/\(id)", "").status == 204)
    #expect(try await second.get("/v1/jobs/\(id)").status == 404)
    #expect(try await second.stop() == 0)
  }

  @Test func endsOutliveAKillOnAFullDisk() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    let go = scratch.file("go")
    let id = try await first.shell(
      "while ! test -e \(go); do sleep 0.05; done; touch \(scratch.file("over")); exit 4")
    try await first.reach(id, "running")
    try disk.fail("write", "*jobd.sqlite-wal", ENOSPC)
    scratch.touch("go")
    let journal = scratch.file("data/jobd.ends")
    try await eventually("its end is kept") {
      try Data(contentsOf: URL(filePath: journal)).starts(with: Data("JEND".utf8))
    }
    try await first.killHard()
    try disk.heal()
    let second = try await Daemon(scratch)
    let job = try await second.job(id)
    #expect(job.string("reason") == "exit" && job.int("exit_code") == 4, "\(job.text)")
  }

  @Test func failedSyncIsAnOpenOutcomeAndWhatIsRefusedIsNotThere() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    _ = try await first.submit(#"{"handler":"noop","hold":true}"#)
    try disk.fail("sync", "*jobd.sqlite-wal", EIO)
    var codes: [String?] = []
    for _ in 0..<6 { codes.append(try await first.post("/v1/jobs", #"{"handler":"noop","hold":true}"#).code) }
    let open = codes.filter { $0 == "outcome_unknown" }.count
    let definite = codes.filter { $0 == "internal" }.count
    #expect(open == 1 && definite == 5, "\(codes)")
    #expect(try await first.get("/readyz").status != 200)
    #expect(try await first.get("/healthz").status == 200)
    try await first.killHard()
    try disk.heal()
    let second = try await Daemon(scratch)
    #expect(try await second.get("/v1/jobs?limit=1000").objects("jobs").count <= 1 + open)
    #expect(try await second.get("/readyz").status == 200)
  }

  @Test func daemonGoesOnWhenTheDiskSyncsAgain() async throws {
    let scratch = try Scratch()
    let (daemon, disk) = try await start(scratch)
    try disk.fail("sync", "*jobd.sqlite-wal", EIO)
    let spec = #"{"handler":"noop","hold":true}"#
    let first = try await daemon.send("POST", "/v1/jobs", spec, headers: ["Idempotency-Key": "k"])
    #expect(first.code == "outcome_unknown", "\(first.text)")
    try disk.heal()
    try await eventually("jobs are taken again") {
      try await daemon.send("POST", "/v1/jobs", spec, headers: ["Idempotency-Key": "k"]).status == 201
    }
    try await daemon.killHard()
    let second = try await Daemon(scratch)
    #expect(try await second.get("/v1/jobs?limit=1000").objects("jobs").count == 1)
  }

  @Test func stopWhileSyncsFailEndsAndLosesNoEnd() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    let id = try await first.shell(
      "trap 'exit 5' TERM; touch \(scratch.file("on")); while :; do sleep 0.05; done", #""grace":"5s""#)
    try await eventually("it runs") { scratch.has("on") }
    try disk.fail("sync", "*jobd.sqlite-wal", EIO)
    #expect(try await first.post("/v1/jobs/\(id)/cancel").bool("accepted") == true)
    try await eventually("its end is kept") {
      try Data(contentsOf: URL(filePath: scratch.file("data/jobd.ends"))).starts(with: Data("JEND".utf8))
    }
    #expect(try await first.stop() == 74, "\(first.program.errors)")
    try disk.heal()
    let second = try await Daemon(scratch)
    let job = try await second.job(id)
    #expect(job.int("exit_code") == 5 && job.bool("done") == true, "\(job.text)")
    #expect(try await second.stop() == 0)
  }

  @Test func readsThatFailAreNotCalledDamage() async throws {
    let scratch = try Scratch()
    let (first, disk) = try await start(scratch)
    _ = try await first.submit(#"{"handler":"noop","hold":true}"#)
    #expect(try await first.stop() == 0)
    try disk.fail("read", "*jobd.sqlite", EIO)
    let program = try Program(disk.wrapper + [BuiltProgram.jobd] + Daemon.arguments(scratch))
    #expect(try await program.exit() == 73, "\(program.errors)")
    #expect(!program.errors.contains("restore"), "\(program.errors)")
    try disk.heal()
    let (second, _) = try await start(scratch)
    #expect(try await second.get("/v1/jobs?limit=1000").objects("jobs").count == 1)
  }

  @Test func damageEndsTheDaemonWithItsOwnStatus() async throws {
    let daemon = try await Daemon(drain: "0s")
    for _ in 0..<3 {
      let lines = [String](repeating: #"{"shell":"\#(String(repeating: "x", count: 900))","hold":true}"#, count: 200)
      #expect(try await daemon.lines(lines).status == 201)
    }
    #expect(try await daemon.stop() == 0)
    let second = try await Daemon(daemon.scratch)
    let path = daemon.scratch.file("data/jobd.sqlite")
    let file = try FileHandle(forUpdating: URL(filePath: path))
    for offset in stride(from: UInt64(8_192), to: try file.seekToEnd(), by: 4_096) {
      try file.seek(toOffset: offset)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    }
    try file.close()
    // The pages of the older jobs are in nobody's memory. What a start does in the background may come upon them first,
    // and the daemon be on its way out when this one asks.
    let answer = try? await second.get("/v1/jobs?limit=1000")
    #expect(answer.map { $0.status == 500 } ?? true, "\(answer?.text ?? "")")
    #expect(try await second.program.exit() == 65, "\(second.program.errors)")
    #expect(second.program.errors.contains("damaged"), "\(second.program.errors)")
  }

  @Test func filesThatAreMovedAreNoticed() async throws {
    let daemon = try await Daemon()
    let (path, aside) = (daemon.scratch.file("data/jobd.sqlite"), daemon.scratch.file("aside"))
    _ = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    #expect(rename(path, aside) == 0)
    #expect(try await daemon.post("/v1/jobs", #"{"handler":"noop"}"#).status == 500)
    #expect(try await daemon.get("/readyz").status != 200)
    #expect(rename(aside, path) == 0)
    // The answer is remembered for a second.
    try await eventually("the store is ready") { try await daemon.get("/readyz").status == 200 }
    #expect(try await daemon.submit(#"{"handler":"noop"}"#) > 0)
    #expect(try await daemon.stop() == 0)
  }
}
