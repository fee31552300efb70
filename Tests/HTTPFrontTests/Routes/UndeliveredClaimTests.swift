// Claims whose answer was written but never read: the jobs go back as if they had not been handed out.

import JobCore
import JobWire
import NIOCore
import Testing

@testable import HTTPFront

@Suite struct UndeliveredClaimTests {
  /// A daemon that also listens on TCP, where a connection can be reset, and knows a worker's token.
  private func withWorkers(
    _ body: (_ owner: TestClient, _ connect: () async throws -> RawClient) async throws -> Void
  ) async throws {
    try await withDaemon(
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        config.timeouts.delivery = .hours(1)
        try writePrivate("\(TokenClient.token) w work\n", to: "\(directory)/tokens")
      }
    ) { daemon in
      let owner = try await daemon.connect()
      try await body(owner) { try await daemon.front.connectTCP() }
      owner.raw.close()
    }
  }

  private func request(_ path: String, _ body: String) -> String {
    TestClient.request("POST", path, body: body, fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      .replacing("Host: jobd", with: "Host: localhost")
  }

  /// The job and the attempt that somebody else is given now.
  private func next(_ owner: TestClient) async throws -> [Int64?] {
    let reply = try await owner.post("/v1/claims", #"{"handlers":["thumb"],"wait":"8s"}"#)
    let claim = reply.json?["claims"]?.arrayValue?.first
    return [claim?["job"]?.integerValue, claim?["attempt"]?.integerValue]
  }

  @Test func jobsOfAnAnswerThatNobodyReadGoBack() async throws {
    try await withWorkers { owner, connect in
      let id = try await owner.submitRemote()
      let gone = try await connect()
      try await gone.send(request("/v1/claims", #"{"handlers":["thumb"]}"#))
      #expect(try await eventually { try await owner.state(id) == "running" })
      gone.abort()
      #expect(try await next(owner) == [id, 1])
    }
  }

  @Test func endStandsAndTheNextJobsOfItsAnswerGoBack() async throws {
    try await withWorkers { owner, connect in
      let (job, fence) = try await owner.claimed()
      let id = try await owner.submitRemote()
      let gone = try await connect()
      try await gone.send(
        request("/v1/claims/\(fence)/complete", #"{"result":7,"claim":{"handlers":["thumb"],"max":5}}"#))
      #expect(try await eventually { try await owner.state(id) == "running" })
      gone.abort()
      #expect(try await next(owner) == [id, 1])
      #expect(try await owner.state(job) == "succeeded")
      #expect(try await owner.get("/v1/jobs/\(job)/result").text == "7")
    }
  }

  @Test func jobsOfAnAnswerThatWasReadStay() async throws {
    try await withWorkers { owner, connect in
      let id = try await owner.submitRemote()
      let worker = try await connect()
      let claimed = try await worker.exchange(request("/v1/claims", #"{"handlers":["thumb"]}"#))
      #expect(claimed.json?["claims"]?.arrayValue?.count == 1, "\(claimed.text)")
      // The next request says that the answer has come, whatever it is about.
      #expect(try await worker.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
      worker.abort()
      #expect(try await owner.post("/v1/claims", #"{"handlers":["thumb"],"wait":"200ms"}"#).text == #"{"claims":[]}"#)
      #expect(try await owner.state(id) == "running")
    }
  }
}
