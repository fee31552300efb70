// What comes back from an editor.

import JobWire
import Testing

@testable import jobctl

@Suite struct EditedJobTests {
  private let job = EditableJob(EditableJobTests.job)

  private func patch(_ change: (inout String) -> Void = { _ in }) throws(CommandFailure) -> PatchRequest {
    var text = job.text()
    change(&text)
    return try EditedJob.patch(text, of: job)
  }

  @Test func unchangedTextChangesNothing() throws {
    #expect(try patch().isEmpty)
    #expect(try patch { $0 += "\n  # a remark\n" }.isEmpty)
  }

  @Test func onlyWhatWasChangedIsSent() throws {
    var expected = PatchRequest()
    expected.timeout = .value(.seconds(120))
    #expect(try patch { $0.replace("\"90s\"", with: "\"2m\"") } == expected)
  }

  @Test func nullAndARemovedLineAreTheDefault() throws {
    var expected = PatchRequest()
    expected.timeout = .null
    #expect(try patch { $0.replace("\"90s\"", with: "null") } == expected)
    #expect(try patch { $0.replace("  \"timeout\": \"90s\",\n", with: "") } == expected)
  }

  @Test(arguments: [
    ("{", "not JSON"), ("", "not JSON"), ("[]", "must be an object"), (#"{"hold": true}"#, "hold: cannot be changed"),
    (#"{"queue": 7}"#, "queue: must be a string"), (#"{"queue": null}"#, "queue: cannot be null"),
  ]) func whatIsWrongIsNamed(_ text: String, _ words: String) {
    let error = #expect(throws: CommandFailure.self) { try EditedJob.patch(text, of: job) }
    #expect(error?.status == .usage && error?.message?.contains(words) == true, "\(error?.message ?? "")")
  }

  /// The line that is named is the one that the editor shows.
  @Test func lineNumbersCountRemarks() {
    let error = #expect(throws: CommandFailure.self) { try EditedJob.patch("# one\n# two\n{\n  oops\n}\n", of: job) }
    #expect(error?.message?.contains("line 4") == true, "\(error?.message ?? "")")
  }
}
