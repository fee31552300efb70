// Kinds of work by their names, and how long an attempt of each may take by itself.

import Testing

@testable import JobCore

@Suite struct WorkTests {
  @Test func everyKindHasANameOfItsOwn() {
    for kind in JobKind.allCases { #expect(JobKind(name: kind.name) == kind) }
    #expect(JobKind(name: "lambda") == nil && JobKind(name: "Exec") == nil)
  }

  @Test func onlyRequestsHaveALimitOfTheirOwn() {
    #expect(Work.http(HTTPWork(url: "https://x")).timeoutDefault == Limits.httpTimeoutMicrosDefault)
    for work in [Work.shell("a"), .exec(argv: ["a"]), .handler(name: "a", payload: nil), .external] {
      #expect(work.timeoutDefault == nil)
    }
  }
}
