// What an editor is given of a job.

import JobWire
import Testing

@testable import jobctl

@Suite struct EditableJobTests {
  static let job: JobView = {
    var job = JobSamples.job(7, .blocked, name: "report")
    job.tags = ["team": "a"]
    job.spec = try? JSONReader.parse(
      Array(#"{"argv":["make"],"name":"old","timeout":"90s","retry":{"max_attempts":3},"after":[{"job":5}]}"#.utf8))
    return job
  }()

  @Test func fieldsOfAPatchStandThereAsTheyAre() throws {
    let text = EditableJob(Self.job).text()
    let (remarks, json) = (text.split(separator: "\n").prefix(3), EditedJob.body(text))
    #expect(remarks.allSatisfy { $0.hasPrefix("#") } && remarks[0].contains("Job 7, which is blocked"))
    let value = try JSONReader.parse(Array(json.utf8))
    // A program is no request, and input and start stand there by one name each.
    let others = ["shell", "http", "handler", "payload", "executor", "delay", "stdin_base64"]
    let names = PatchRequest.shape.fields.map(\.name)
    #expect(value.objectValue?.map(\.name) == names.filter { !others.contains($0) })
    #expect(value["argv"]?.arrayValue?.count == 1)
    #expect(value["name"]?.stringValue == "report" && value["timeout"]?.stringValue == "90s")
    #expect(value["tags"]?["team"]?.stringValue == "a" && value["retry"]?["max_attempts"]?.integerValue == 3)
    #expect(value["deadline"] == .null && value["after"]?.arrayValue?.count == 1)
    #expect(json.contains("\n  \"timeout\": \"90s\",\n"), "a field a line")
  }

  @Test func ofARunningJobOnlyWhatStillCounts() {
    var job = Self.job
    job.state = .running
    #expect(EditableJob(job).members.map(\.name) == ["priority", "name", "tags", "timeout", "deadline"])
  }

  @Test func complaintStandsAboveWhatWasWritten() {
    let text = EditableJob(Self.job).text(edited: "{\"queue\": 7}\n", complaint: "queue: must be a string\nand so on")
    #expect(text.hasPrefix("# NOT TAKEN:\n#   queue: must be a string\n#   and so on\n#\n# Job 7"))
    #expect(EditedJob.body(text) == "{\"queue\": 7}\n")
  }
}
