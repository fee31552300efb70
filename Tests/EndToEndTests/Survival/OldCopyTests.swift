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

  /// Puts a file in the place of one that a start removes, and returns when it has.
  private func isSwept(_ left: String, _ start: () async throws -> Void) async throws {
    #expect(FileManager.default.createFile(atPath: left, contents: Data("left".utf8)))
    try await start()
    try await eventually("what nobody needs is removed") { !FileManager.default.fileExists(atPath: left) }
  }

  @Test(arguments: [true, false]) func outputOfJobsThatTheCopyDoesNotKnowStays(_ hasNumbers: Bool) async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    _ = try await first.finished(first.shell("echo first"))
    let home = try first.logs()
    #expect(try await first.stop() == 0)
    try FileManager.default.createDirectory(atPath: scratch.file("copy"), withIntermediateDirectories: true)
    try copyDatabase(scratch, from: "data", to: "copy")
    let second = try await Daemon(scratch)
    var later: [Int] = []
    for number in 0..<3 { later.append(try await second.shell("echo later \(number); echo result > $JOBD_RESULT")) }
    for id in later { _ = try await second.finished(id) }
    #expect(try await second.stop() == 0)
    try copyDatabase(scratch, from: "copy", to: "data")
    if !hasNumbers { try FileManager.default.removeItem(atPath: scratch.file("data/jobd.numbers")) }
    let paths = later.flatMap { ["\(home)/0/\($0).1.out", "\(home)/0/\($0).1.result"] }
    // With the start that finds the copy, and with every later one.
    for round in 0..<3 {
      var daemon: Daemon?
      try await isSwept("\(home)/0/1.77.out") { daemon = try await Daemon(scratch) }
      for path in paths { #expect(FileManager.default.fileExists(atPath: path), "start \(round): \(path)") }
      let said = daemon?.program.errors ?? ""
      #expect(said.contains("older copy") == (round == 0), "start \(round): \(said)")
      if round == 0 { #expect(said.contains(home) && said.contains("\(later[0])-\(later[2])"), "\(said)") }
      let id = try await daemon?.shell("echo new")
      #expect(id ?? 0 > later[2])
      #expect(try await daemon?.stop() == 0)
    }
  }

  @Test func aDatabaseThatIsBegunAnewIsSaidToBe() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    _ = try await first.finished(first.shell("echo old"))
    #expect(!first.program.errors.contains("begun anew"))
    #expect(try await first.stop() == 0)
    for lost in [[], ["jobd.numbers"]] {
      for name in ["jobd.sqlite"] + lost { try FileManager.default.removeItem(atPath: scratch.file("data/\(name)")) }
      let next = try await Daemon(scratch)
      let said = next.program.errors
      #expect(said.contains("begun anew") && said.contains(scratch.file("data/logs")), "\(said)")
      #expect(try await next.stop() == 0)
    }
    let last = try await Daemon(scratch)
    #expect(!last.program.errors.contains("begun anew"))
    #expect(try await last.stop() == 0)
  }

  /// Names in the directory of the logs are what jobs have made them.
  @Test func noNameThatAJobMakesEndsTheStartOrRemovesAnothersOutput() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let id = try await first.shell("echo kept; echo result > $JOBD_RESULT")
    _ = try await first.finished(id)
    let home = try first.logs()
    let planted = [
      "9223372036854775/9223372036854775807.1.out", "9223372036854775807/1.1.out", "7/\(id).1.junk", "7/\(id).9.out",
      "0/\(id).1.junk", "0/+\(id).9.out", "0/\(id).99999999999999999999.out", "9007199254740/9007199254740993.1.out",
    ]
    for path in planted {
      let directory = "\(home)/\(path.split(separator: "/")[0])"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      #expect(FileManager.default.createFile(atPath: "\(home)/\(path)", contents: Data()))
    }
    #expect(try await first.stop() == 0)
    try FileManager.default.removeItem(atPath: scratch.file("data/jobd.numbers"))
    // Ids go on above it, in a directory that is looked through after those above.
    try FileManager.default.createDirectory(atPath: "\(home)/9", withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: "\(home)/9/9001.1.out", contents: Data()))
    let second = try await Daemon(scratch)
    let next = try await second.shell("echo next")
    #expect(next > 9_001 && next < 10_000, "\(next)")
    #expect(try await second.finished(next).string("state") == "succeeded")
    #expect(try await second.stop() == 0)
    var third: Daemon?
    try await isSwept("\(home)/9/\(next).77.out") { third = try await Daemon(scratch) }
    #expect(try await third?.log(id).text == "kept\n")
    #expect(try await third?.get("/v1/jobs/\(id)/result").text == "result\n")
    #expect(try await third?.log(next).text == "next\n")
    #expect(try await third?.stop() == 0)
    for path in planted.dropFirst(2) { #expect(FileManager.default.fileExists(atPath: "\(home)/\(path)"), "\(path)") }
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
