// The file of `jobd run`.

import Foundation
import JobCore
import Testing

@testable import jobd

@Suite struct ScriptFileTests {
  private func fault(_ text: String) -> String? {
    do throws(ScriptFile.Fault) {
      _ = try ScriptFile.jobs(of: Array(text.utf8))
      return nil
    } catch {
      return error.description
    }
  }

  @Test func jobsStandOnALineEach() throws {
    let jobs = try ScriptFile.jobs(of: Array("{\"argv\":[\"a\"]}\n\n  \r\n{\"shell\":\"b\",\"name\":\"n\"}".utf8))
    #expect(jobs.map(\.work) == [.exec(argv: ["a"]), .shell("b")] && jobs[1].name == "n")
  }

  @Test(arguments: [
    ("", "there is no job in it"), ("\n \n", "there is no job in it"), ("{\"shell\":\"a\"}\n\n{", "line 3: "),
    ("{\"shell\":\"a\",\"nam\":\"b\"}", "line 1: nam"), ("{\"shell\":\"a\",\"hold\":true}", "line 1: hold"),
    (#"{"shell":"a","then":[{"job":{"shell":"b","hold":true}}]}"#, "line 1: hold"),
  ]) func whatIsNotRightIsNamed(_ text: String, _ words: String) {
    #expect(fault(text)?.contains(words) == true, "\(fault(text) ?? "taken")")
  }

  @Test func tooManyAreRefused() {
    let lines = String(repeating: "{\"handler\":\"noop\"}\n", count: Limits.batchJobsMax + 1)
    #expect(fault(lines)?.contains("more than \(Limits.batchJobsMax)") == true)
  }

  @Test func fileThatIsNotThereIsNamed() throws {
    #expect(throws: ScriptFile.Fault.self) { try ScriptFile.read("/nonexistent/jobs") }
    let directory = try TemporaryDirectory()
    try "{\"shell\":\"a\"}\n".write(toFile: "\(directory.path)/jobs", atomically: false, encoding: .utf8)
    #expect(try ScriptFile.read("\(directory.path)/jobs").count == 1)
  }
}
