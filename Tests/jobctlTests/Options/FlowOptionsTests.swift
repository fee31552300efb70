// Options about other jobs become the fields they stand for.

import ArgumentParser
import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct FlowOptionsTests {
  private func request(_ arguments: [String]) throws -> SubmitRequest {
    let command = try #require(try Jobctl.parseAsRoot(["submit"] + arguments + ["--", "ls"]) as? SubmitCommand)
    var request = SubmitRequest(argv: try command.command().argv)
    try command.flow.fill(&request)
    try command.once.fill(&request)
    return request
  }

  @Test func everyOptionReachesItsField() throws {
    let request = try request([
      "--after", "7", "--after", "8:any", "--after", "batch:3:failure", "--then", "echo done", "--unique", "k:return",
      "--unique-for", "1h", "--limit", "db=2", "--slots-needed", "3", "--batch", "4", "--callback",
      "failure:https://x/hook", "--on-end", "notify", "--on-failure", "A=1 page", "--on-success", "x",
    ])
    var expected = SubmitRequest(argv: ["ls"])
    expected.after = [AfterSpec(job: 7), AfterSpec(job: 8, on: .any), AfterSpec(batch: 3, on: .failure)]
    expected.then = [ThenSpec(job: SubmitRequest(shell: "echo done"))]
    expected.unique = UniqueSpec(key: "k", onConflict: .return, keptFor: .seconds(3_600))
    expected.limit = LimitSpec(key: "db", max: 2)
    expected.slotsNeeded = 3
    expected.batch = 4
    expected.callbacks = [
      CallbackSpec(url: "https://x/hook", on: .failure), CallbackSpec(argv: ["/bin/sh", "-c", "x"], on: .success),
      CallbackSpec(argv: ["/bin/sh", "-c", "A=1 page"], on: .failure),
      CallbackSpec(argv: ["/bin/sh", "-c", "notify"], on: .any),
    ]
    #expect(request == expected)
  }

  @Test func nothingGivenIsNothingSent() throws {
    #expect(try request([]) == SubmitRequest(argv: ["ls"]))
  }

  @Test(
    arguments: [
      ("k", "k", nil), ("k:reject", "k", .reject), ("a:b:replace", "a:b", .replace), ("::return", ":", .return),
    ] as [(String, String, UniqueConflict?)]) func keysMayHaveColons(
      text: String, key: String, conflict: UniqueConflict?
    )
    throws
  {
    #expect(try OptionReading.unique(text) == UniqueSpec(key: key, onConflict: conflict))
  }

  @Test(arguments: [
    ("10/s", RateSpec(count: 10, per: .seconds(1))), ("100/m", RateSpec(count: 100, per: .seconds(60))),
    ("5/10s", RateSpec(count: 5, per: .seconds(10))), ("10/s:20", RateSpec(count: 10, per: .seconds(1), burst: 20)),
    ("1/1h30m", RateSpec(count: 1, per: .seconds(5_400))),
    ("3/ms", RateSpec(count: 3, per: WireDuration(micros: 1_000))),
  ]) func ratesAreRead(text: String, rate: RateSpec) throws {
    #expect(try OptionReading.rate(text) == rate)
  }

  @Test(arguments: ["", "10", "0/s", "10/", "/s", "10/x", "10/0s", "10/s:", "10/s:0", "10/s:1:2", "10/s/s", "-1/s"])
  func otherRatesAreRefused(text: String) {
    #expect(throws: ValidationError.self) { try OptionReading.rate(text) }
  }

  @Test(arguments: [
    ["--after", "x"], ["--after", "0"], ["--after", "7:never"], ["--after", "7:any:any"], ["--after", "batch"],
    ["--after", "batch:"], ["--after", "batch:0"], ["--after", ":any"], ["--unique", ":return"],
    ["--unique", "k:retrun"], ["--unique", "a:b"],
    ["--unique", ""], ["--unique", "k:"],
    ["--unique-for", "1h"],
    ["--limit", "db"], ["--limit", "db=0"], ["--limit", "=3"], ["--limit", "db=x"], ["--slots-needed", "0"],
    ["--batch", "0"], ["--batch", "x"], ["--callback", "file:///etc/passwd"], ["--callback", "failure:x"],
    ["--callback", "never:http://x"], ["--callback", "failure=http://x"], ["--callback", "http://h/ x"],
    ["--on-end", ""], ["--on-end", " "], ["--on-done", "failure:mail"], ["--on-failure", "failure=mail"],
  ]) func wrongUsageIs64(arguments: [String]) {
    #expect { try Jobctl.parseAsRoot(["submit"] + arguments + ["--", "ls"]) } throws: {
      Jobctl.exitCode(for: $0).rawValue == 64
    }
  }
}
