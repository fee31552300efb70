// Submissions that are sent as they were shown.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct SubmitRequestMasksTests {
  private static func stored(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    var job = NewJob(.shell("cat"))
    job.process.environment = ["A": "1", "API_TOKEN": "hidden"]
    job.process.stdin = [0xFF, 0]
    job.callbacks = [Callback(.url("https://h/c?k=v"))]
    change(&job)
    return job
  }

  private static func shown(_ job: NewJob) throws -> SubmitRequest {
    try SubmitRequest(json: SpecView.json(of: job, for: .path))
  }

  private static func readBack(_ sent: SubmitRequest, over stored: NewJob) throws -> NewJob {
    var sent = sent
    sent.unmask(from: stored, callbacks: stored.callbacks)
    return try NewJob(sent, by: nil)
  }

  @Test func whatWasShownIsWhatIsStored() throws {
    let http = Self.stored { job in
      var work = HTTPWork(url: "https://u:p@h/a?k=v")
      work.headers = ["Authorization": "Bearer x", "A": "1"]
      (job.work, job.process) = (.http(work), ProcessOptions())
    }
    for stored in [Self.stored(), http, Self.stored { $0.then = [FollowUp(on: .failure, Self.stored())] }] {
      let sent = try Self.shown(stored)
      #expect(sent.hasMasks)
      #expect(try Self.readBack(sent, over: stored) == stored)
    }
  }

  @Test func headersGoNowhereElse() throws {
    let stored = Self.stored { job in
      var work = HTTPWork(url: "https://h/a")
      work.headers = ["Authorization": "Bearer x"]
      (job.work, job.process, job.callbacks) = (.http(work), ProcessOptions(), [])
    }
    var sent = try Self.shown(stored)
    sent.http?.url = "https://evil/a"
    sent.unmask(from: stored, callbacks: [])
    #expect(sent.http?.headers == ["Authorization": "***"])
    #expect(sent.maskProblems("job.").map(\.field) == ["job.http.headers.Authorization"])
  }

  /// In another place its secrets may be those of another job.
  @Test func followUpWithMasksIsAsItWasShown() throws {
    let stored = Self.stored { $0.then = [FollowUp(on: .failure, Self.stored())] }
    var sent = try Self.shown(stored)
    sent.then?[0].job.shell = "printenv"
    #expect(throws: HTTPFault.self) { try Self.readBack(sent, over: stored) }
  }

  @Test func maskOfNothingIsRefusedWithAllOfItsPlaces() throws {
    var sent = try Self.shown(Self.stored { $0.then = [FollowUp(on: .success, Self.stored())] })
    sent.env = ["API_TOKEN": "***", "A": "***"]
    let fault = #expect(throws: HTTPFault.self) { try NewJob(sent, by: nil) }
    guard case .invalid(let problems)? = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    let places = ["env.API_TOKEN", "stdin", "callbacks[0].url"]
    #expect(Set(problems.map(\.field)) == Set(places + places.map { "then[0].job.\($0)" }))
  }

  @Test func starsThatAreNoMaskAreTaken() throws {
    var sent = SubmitRequest(argv: ["echo", "***"])
    (sent.env, sent.stdin) = (["A": "***"], "*** stars")
    #expect(try NewJob(sent, by: nil).process.environment == ["A": "***"])
  }
}
