// A database that is put back from an older copy, and one that is begun anew, under a real daemon that was killed.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct OldCopyTests {
  private func copyDatabase(_ scratch: Scratch, from: String, to: String) throws {
    for name in ["jobd.sqlite", "jobd.sqlite-wal"] {
      try? FileManager.default.removeItem(atPath: scratch.file("\(to)/\(name)"))
      if scratch.has("\(from)/\(name)") {
        try FileManager.default.copyItem(atPath: scratch.file("\(from)/\(name)"), toPath: scratch.file("\(to)/\(name)"))
      }
    }
    try? FileManager.default.removeItem(atPath: scratch.file("\(to)/jobd.sqlite-shm"))
  }

  @Test func noIdIsGivenOutTwiceWhateverTheCopyRemembers() async throws {
    let scratch = try Scratch()
    let copy = scratch.file("copy")
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    let first = try await Daemon(scratch)
    _ = try await first.finished(first.shell("echo first"))
    #expect(try await first.stop() == 0)
    try copyDatabase(scratch, from: "data", to: "copy")
    let second = try await Daemon(scratch)
    var given: [Int] = []
    // Of these nothing but the answer says that they were there: they leave no file.
    for _ in 0..<100 { given.append(try await second.submit(#"{"handler":"noop","hold":true}"#)) }
    given.append(try await second.shell("echo later"))
    _ = try await second.finished(given[100])
    try await second.killHard()
    try copyDatabase(scratch, from: "copy", to: "data")
    let third = try await Daemon(scratch)
    let id = try await third.shell("echo own")
    #expect(id > given.max() ?? 0, "\(id) was given out before")
    _ = try await third.finished(id)
    #expect(try await third.log(id).text == "own\n")
    #expect(try await third.get("/v1/jobs/\(given[100])").status == 404)
    #expect(try await third.stop() == 0)
  }

  @Test func jobsOfANewDatabaseHaveNothingOfTheOldOne() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let old = try await first.finished(first.shell("echo secret; echo secret > $JOBD_RESULT"))
    let mark = try await first.get("/v1/info").value("store")?.string("mark")
    #expect(try await first.stop() == 0)
    // The recovery from damage that is documented.
    try FileManager.default.moveItem(atPath: scratch.file("data/jobd.sqlite"), toPath: scratch.file("damaged"))
    let second = try await Daemon(scratch)
    #expect(try await second.get("/v1/info").value("store")?.string("mark") != mark)
    let id = try await second.shell("true")
    #expect(id > old.int("id") ?? 0)
    _ = try await second.finished(id)
    for target in ["/v1/jobs/\(id)/log", "/v1/jobs/\(id)/result"] {
      #expect(try await second.get(target).text.isEmpty)
    }
    #expect(try await second.get("/v1/jobs/\(old.int("id") ?? 0)").status == 404)
    #expect(try await second.stop() == 0)
  }

  /// A child between fork and exec has the lock of its parent.
  @Test func restartAfterAKillFindsTheDirectoryFree() async throws {
    let scratch = try Scratch()
    for round in 0..<25 {
      let daemon = try await Daemon(scratch, slots: 16)
      _ = try await daemon.lines([String](repeating: #"{"argv":["true"]}"#, count: 200))
      try await daemon.killHard()
      let next = try await Daemon(scratch, slots: 16)
      #expect(try await next.get("/healthz").status == 200, "round \(round)")
      try await next.killHard()
    }
  }
}
