// What is left of a job in an export.

import JobWire
import Testing

@testable import jobctl

@Suite struct ExportedJobTests {
  private func exported(_ json: String) throws -> ExportedJob { ExportedJob(try JSONReader.parse(json)) }

  private func text(_ job: ExportedJob) -> String? { job.spec.map { String(decoding: $0.jsonBytes(), as: UTF8.self) } }

  @Test func masksAreLeftOutAndNamed() throws {
    let job = try exported(
      #"{"shell":"a","stdin":"*** (5 bytes)","env":{"A":"1","API_TOKEN":"***"},"callbacks":[{"url":"http://h/***"}]}"#)
    #expect(text(job) == #"{"shell":"a","env":{"A":"1"}}"#)
    #expect(job.left == ["stdin", "env.API_TOKEN", "callbacks[0]"])
    let http = try exported(
      #"{"http":{"url":"http://h/","headers":{"X-Key":"***","A":"1"},"body":"*** (3 bytes)"},"env":{"K":"***"}}"#)
    #expect(text(http) == #"{"http":{"url":"http://h/","headers":{"A":"1"}}}"#)
    #expect(http.left == ["http.headers.X-Key", "http.body", "env.K"])
  }

  @Test func jobWithoutItsAddressIsNotExported() throws {
    let job = try exported(#"{"http":{"url":"http://h/***"}}"#)
    #expect(job.spec == nil && job.left == ["http.url"])
    #expect(ExportCommand.note(7, job)?.contains("not exported") == true)
  }

  @Test func jobThatWaitsForOthersIsHeld() throws {
    let job = try exported(#"{"shell":"a","after":[3],"batch":2,"then":[{"job":{"shell":"b"}}]}"#)
    #expect(text(job) == #"{"shell":"a","hold":true}"#)
    #expect(job.left == ["after", "batch"])
    #expect(ExportCommand.note(7, job) == "jobctl: job 7 is exported without after, batch; it is held")
  }

  @Test func whatIsWholeIsNotMentioned() throws {
    let job = try exported(#"{"argv":["a","***"],"stdin":"*** stars"}"#)
    #expect(text(job) == #"{"argv":["a","***"],"stdin":"*** stars"}"# && job.left.isEmpty)
    #expect(ExportCommand.note(7, job) == nil)
  }

  @Test func userAsWhomItRanIsNamed() throws {
    let job = ExportedJob(try JSONReader.parse(#"{"shell":"a"}"#), runAs: "ann")
    #expect(text(job) == #"{"shell":"a","run_as":"ann"}"# && job.left.isEmpty)
    let (spec, user) = ExportedJob.parted(try #require(job.spec))
    let bare = try JSONReader.parse(#"{"shell":"a"}"#)
    #expect(user == "ann" && spec == bare)
  }
}
