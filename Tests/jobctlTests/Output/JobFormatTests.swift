// A line a job, made of its fields.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobFormatTests {
  private func line(_ format: String, _ job: JobView = JobSamples.list[1]) throws -> String {
    try JobFormat(parsing: format).line(ListedJob(job, at: TextSamples.moment))
  }

  @Test(arguments: [
    ("{id} {state} {name}", "11 failed 日本語の名前"), ("{id}\\t{exit_code}\\n", "11\t3\n"), ("{{{id}}}", "{11}"),
    ("{duration_ms},{batch},{took}", "1250,,1s"), ("{created_at}", "2026-11-22T07:58:30.000000Z"), (#"\\x"#, #"\x"#),
    ("", ""),
  ]) func fieldsStandInTheirPlaces(_ format: String, _ shown: String) throws {
    #expect(try line(format) == shown)
  }

  @Test func valueStaysOnItsLine() throws {
    #expect(try line("{name}", JobSamples.list[2]) == #"esc\u{1b}[31mape\nnewline"#)
  }

  @Test(arguments: [("{id", "no }"), ("id}", "no {"), ("{colour}", "{colour} is no field"), ("{colour}", "exit_code")])
  func wrongFormatIsRefused(_ format: String, _ words: String) {
    #expect { try JobFormat(parsing: format) } throws: { ($0 as? JobFormat.Failure)?.detail.contains(words) == true }
  }
}
