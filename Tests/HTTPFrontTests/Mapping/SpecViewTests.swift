// A stored submission as it is shown: defaults written out, secrets masked.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct SpecViewTests {
  @Test func inputAndSecretVariablesAreNotShown() throws {
    var job = NewJob(.exec(argv: ["deploy"]))
    job.process.stdin = Array("secret".utf8)
    job.process.environment = ["API_TOKEN": "t", "HOME": "/root"]
    let spec = SpecView.json(of: job, for: .path)
    #expect(spec["stdin"]?.stringValue == "*** (6 bytes)")
    #expect(spec["env"]?["API_TOKEN"]?.stringValue == "***" && spec["env"]?["HOME"]?.stringValue == "/root")
  }

  @Test func inputThatWasLeftInTheStoreIsCountedByItsPlace() {
    var job = NewJob(.shell("a"))
    job.then = [FollowUp(on: .success, NewJob(.shell("b"))), FollowUp(on: .any, NewJob(.shell("c")))]
    let spec = SpecView.json(of: job, inputBytes: [0: 1, 2: 3], for: .path)
    let then = spec["then"]?.arrayValue ?? []
    #expect(spec["stdin"]?.stringValue == "*** (1 bytes)")
    #expect(then.map { $0["job"]?["stdin"]?.stringValue } == [nil, "*** (3 bytes)"])
  }

  @Test func whatHasItsDefaultIsLeftOutButForTheRetryRule() throws {
    let names = try #require(SpecView.json(of: NewJob(.shell("a")), for: .path).objectValue).map(\.name)
    #expect(Set(names) == ["shell", "queue", "priority", "retry"])
  }

  /// What stands in the place of it is not what was submitted.
  @Test func whatCannotBeReadIsLeftOut() throws {
    var job = NewJob(.external)
    job.name = "ill"
    job.fault = [.work, .retry]
    let names = try #require(SpecView.json(of: job, for: .path).objectValue).map(\.name)
    #expect(Set(names) == ["name", "queue", "priority"])
    job.fault = .limits
    #expect(SpecView.json(of: job, for: .path)["external"]?.boolValue == true)
  }
}
