// The forms of --then.

import ArgumentParser
import Foundation
import JobWire
import Testing

@testable import jobctl

@Suite struct FollowUpTextTests {
  @Test func aCommandLineRunsWhereItsParentDoes() throws {
    var job = SubmitRequest(shell: "mail -s failed: me")
    job.cwd = "/d"
    #expect(try FollowUpText.read("failure:mail -s failed: me", cwd: "/d") == [ThenSpec(on: .failure, job: job)])
    job.shell = "echo a:b"
    #expect(try FollowUpText.read("echo a:b", cwd: "/d") == [ThenSpec(job: job)])
  }

  @Test(arguments: [
    (#"{"argv":["x"]}"#, [ThenSpec(job: SubmitRequest(argv: ["x"]))]),
    (#"any:{"shell":"x"}"#, [ThenSpec(on: .any, job: SubmitRequest(shell: "x"))]),
    (#"{"on":"failure","job":{"shell":"x"}}"#, [ThenSpec(on: .failure, job: SubmitRequest(shell: "x"))]),
    (#"any:{"on":"failure","job":{"shell":"x"}}"#, [ThenSpec(on: .any, job: SubmitRequest(shell: "x"))]),
    (
      #"[{"shell":"x"},{"on":"any","job":{"shell":"y"}}]"#,
      [ThenSpec(job: SubmitRequest(shell: "x")), ThenSpec(on: .any, job: SubmitRequest(shell: "y"))]
    ),
  ]) func jobsAreRead(text: String, specs: [ThenSpec]) throws {
    #expect(try FollowUpText.read(text, cwd: "/d") == specs)
  }

  @Test func aFileIsReadWhole() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "then-\(UUID().uuidString)")
    try Data("{\n  \"shell\": \"x\"\n}\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(
      try FollowUpText.read("failure:@\(file.path)", cwd: nil)
        == [ThenSpec(on: .failure, job: SubmitRequest(shell: "x"))])
  }

  @Test(arguments: ["fail:mail me", "sucess:mail me", "failure=mail me", "on-error:mail me", "x:y"])
  func anEndThatIsNoneIsRefused(text: String) {
    #expect { try FollowUpText.read(text, cwd: nil) } throws: {
      ($0 as? ValidationError)?.message.contains("is no end of a job") == true
    }
  }

  @Test(arguments: ["", "any:", "{", "{}", #"{"argv":"x"}"#, #"[7]"#, #"{"job":{"shell":"x"},"no":1}"#])
  func otherTextsAreRefused(text: String) {
    #expect(throws: ValidationError.self) { try FollowUpText.read(text, cwd: nil) }
  }
}
