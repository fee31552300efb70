// What was asked for with a submission, in words.

import JobWire
import Testing

@testable import jobctl

@Suite struct SpecFieldsTests {
  private func lines(_ json: String) throws -> [String] {
    SpecFields.of(try JSONReader.parse(json)).map { "\($0.label): \($0.value)" }
  }

  @Test func fieldsAreWordsAndAbsentOnesAreNot() throws {
    #expect(try lines(#"{"argv":["true"]}"#).isEmpty)
    #expect(
      try lines(
        """
        {"cwd":"/srv","env":{"B":"x y","A":"***"},"clear_env":true,"umask":"022","nice":5,"slots_needed":2,
         "limit":{"key":"db","max":1},"unique":{"key":"k","on_conflict":"return","for":"1h"},"timeout":"90s",
         "retry":{"max_attempts":5,"backoff":"exponential","initial":"1s","max":"1h"},"keep_for":"1w"}
        """) == [
          "in: /srv", "env: A='***'", ": B='x y'", ": (and nothing else)", "umask: 022", "nice: 5",
          "slots: takes 2 of its queue's", "limit: db: at most 1 at a time",
          "unique: k, and for 1h after its end: another one is answered with this job", "timeout: 90s an attempt",
          "retry: 5 attempts, exponential from 1s to 1h", "kept for: 1w after its end",
        ])
  }

  @Test func manyVariablesAreCounted() throws {
    let variables = (10..<40).map { "\"V\($0)\":\"1\"" }.joined(separator: ",")
    let shown = try lines("{\"env\":{\(variables)}}")
    #expect(shown.count == 13 && shown[0] == "env: V10=1" && shown[12] == ": and 18 more", "\(shown)")
  }
}
