// What `jobd run` takes, and that it leaves nothing behind.

import Foundation
import JobWire
import Testing

@testable import jobd

@Suite(.timeLimit(.minutes(1))) struct ScriptCommandTests {
  @Test func optionsAreTaken() throws {
    let plain = try #require(try Jobd.parseAsRoot(["run", "jobs.ndjson"]) as? ScriptCommand)
    #expect(plain.file == "jobs.ndjson" && !plain.keepGoing && plain.timeout == nil)
    let full = try Jobd.parseAsRoot(["run", "-", "--slots", "3", "--keep-going", "--timeout", "1h30m"])
    let command = try #require(full as? ScriptCommand)
    #expect(command.file == "-" && command.keepGoing && command.timeout == .seconds(5_400) && command.slots == "3")
  }

  /// What would let others at the store, or outlive it, is not for this command.
  @Test(arguments: [
    ["run"], ["run", "a", "b"], ["run", "a", "--timeout", "soon"], ["run", "a", "--timeout", "-1s"],
    ["run", "a", "--data-dir", "/x"], ["run", "a", "--listen", "http://127.0.0.1:0"],
  ]) func whatItHasNotIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobd.parseAsRoot(arguments) }
  }

  @Test func statusIsThatOfTheWorstJobAndNothingIsLeft() async throws {
    let directory = try TemporaryDirectory()
    let (file, place) = ("\(directory.path)/jobs", "\(directory.path)/tmp")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    try #"{"shell":"echo out; exit 3","name":"a"}"#.write(toFile: file, atomically: false, encoding: .utf8)
    let jobd = try JobdProcess(["run", file], environment: ["TMPDIR": place])
    #expect(await jobd.outputLine(containing: "out") == "out")
    #expect(await jobd.exitStatus() == 1)
    #expect(await jobd.allErrors().contains("jobd: a failed: exited with code 3"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [])
  }
}
