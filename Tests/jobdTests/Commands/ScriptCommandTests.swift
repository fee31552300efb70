// What `jobd run` takes, and that it leaves nothing behind.

import Foundation
import Testing

@testable import jobd

@Suite(.timeLimit(.minutes(1))) struct ScriptCommandTests {
  /// What would let others at the store, or outlive it, is not for this command.
  @Test(arguments: [
    [], ["a", "b"], ["a", "--timeout", "soon"], ["a", "--data-dir", "/x"], ["a", "--listen", "http://127.0.0.1:0"],
    ["/nonexistent/jobs"],
  ]) func whatItHasNotIsRefused(_ arguments: [String]) async throws {
    #expect(try await JobdProcess(["run"] + arguments).exitStatus() == 64)
  }

  @Test func configurationThatIsWrongIsSaidToBe() async throws {
    let directory = try TemporaryDirectory()
    let file = "\(directory.path)/jobs"
    try #"{"shell":"true"}"#.write(toFile: file, atomically: false, encoding: .utf8)
    let jobd = try JobdProcess(["run", file, "--slots", "many"], environment: ["TMPDIR": directory.path])
    #expect(await jobd.exitStatus() == 78)
    #expect(await jobd.allErrors().contains("slots"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["jobs"])
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
