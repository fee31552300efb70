// What one transaction hands out to remote workers: who wishes the same is given of the same look, and nothing twice.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteHandOutTests {
  private func request(_ handlers: [String], max: Int = 1) -> ClaimRequest {
    var request = ClaimRequest(claimedBy: "token:worker")
    (request.handlers, request.max) = (handlers, max)
    return request
  }

  /// What these are given, and how often was looked.
  private func hand(_ requests: [ClaimRequest], noted: Bool, _ bench: RuleBench) throws -> ([[JobID]], looks: Int) {
    _ = bench.asked.takeCalls()
    let given = try bench.run { tx in
      var handOut = RemoteHandOut()
      if noted { for request in requests { handOut.note(request.max, by: request) } }
      var given: [[JobID]] = []
      for request in requests { given.append(try handOut.claims(for: request, tx).map(\.job)) }
      return given
    }
    return (given, bench.asked.takeCalls().count { $0 == "ready" })
  }

  private func bench() throws -> RuleBench {
    let bench = RuleBench()
    _ = try bench.insert(
      ["a", "b", "a", "b"].map { name in .far { $0.work = .handler(name: name, payload: nil) } })
    return bench
  }

  private func ids(_ numbers: Int64...) -> [JobID] { numbers.map { JobID($0) } }

  @Test func sameWishIsOneLineInWhateverOrderItIsSaid() throws {
    let requests = [request(["a", "b"]), request(["b", "a"], max: 2), request(["a", "b", "a"])]
    let (given, looks) = try hand(requests, noted: true, bench())
    #expect(given == [ids(1), ids(2, 3), ids(4)] && looks == 1)
  }

  @Test func otherWishesHaveLinesOfTheirOwn() throws {
    let (given, looks) = try hand([request(["b"]), request(["a"], max: 9), request(["b"])], noted: true, bench())
    #expect(given == [ids(2), ids(1, 3), ids(4)] && looks == 2)
  }

  /// What stands in two lines is started once.
  @Test func noJobIsGivenTwice() throws {
    let all = request(["a", "b"])
    let (given, _) = try hand([all, request(["a"], max: 2), request(["a", "b"], max: 9)], noted: true, bench())
    #expect(given == [ids(1), ids(3), ids(2, 4)])
  }

  @Test func whoseWishWasNotNotedIsServedAllTheSame() throws {
    let (given, looks) = try hand([request(["a"]), request(["a"])], noted: false, bench())
    #expect(given == [ids(1), ids(3)] && looks == 2)
  }
}
