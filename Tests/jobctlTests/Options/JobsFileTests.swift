// Files of jobs in all their forms; what is wrong with one names its place.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobsFileTests {
  @Test(arguments: [
    ("{\"shell\":\"a\"}\n\n  \n{\"shell\":\"b\"}\n", 2), (#"[{"shell":"a"},{"shell":"b"},{"shell":"c"}]"#, 3),
    ("{\n  \"shell\": \"a\"\n}\n", 1), ("", 0), ("[]", 0),
  ]) func allFormsAreRead(text: String, count: Int) throws {
    #expect(try JobsFile.jobs(Array(text.utf8)).count == count)
  }

  @Test(arguments: [
    ("{\"shell\":\"a\"}\nnonsense\n", "line 2 is not JSON"), (#"[{"shell":"a"},7]"#, "element 2 is not right"),
    ("{\"shell\":\"a\"}\n\n{\"argv\":\"b\"}\n", "line 3 is not right: argv: must be"), ("7", "the job is not right"),
  ]) func placesAreNamed(text: String, words: String) throws {
    let error = try #require(throws: CommandFailure.self) { try JobsFile.jobs(Array(text.utf8)) }
    #expect(error.message?.contains(words) == true, "\(error.message ?? "")")
    #expect(error.status == .usage)
  }

  @Test func exportedLinesSayAsWhomTheyRan() throws {
    let text = Array("{\"shell\":\"a\"}\n\n{\"shell\":\"b\",\"run_as\":\"ann\"}\n".utf8)
    let jobs = try JobsFile.exported(text)
    #expect(jobs.map(\.place) == ["line 1", "line 3"] && jobs.map(\.runAs) == [nil, "ann"])
    #expect(jobs.map(\.request.shell) == ["a", "b"])
    // Where nobody would ask about it, it is not taken.
    let error = #expect(throws: CommandFailure.self) { try JobsFile.jobs(text) }
    #expect(error?.message?.contains("line 3 is not right: run_as") == true, "\(error?.message ?? "")")
    #expect(throws: CommandFailure.self) { try JobsFile.exported(Array(#"[{"shell":"a","run_as":7}]"#.utf8)) }
  }
}
