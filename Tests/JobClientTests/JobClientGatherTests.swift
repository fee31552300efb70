// Gathering: results in the order of the arguments, and failures as soon as they are known.

import JobClient
import JobWire
import Testing

@Suite struct JobClientGatherTests {
  private static func texts(_ results: [ResultBytes]) -> [String] {
    results.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func resultsComeInTheOrderOfTheArgumentsAndDuplicatesTwice() async throws {
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, [1: .succeeded, 2: .succeeded, 3: .succeeded])
    } _: { client, server in
      let results = try await client.gather([3, 1, 3, 2])
      #expect(Self.texts(results) == ["result of 3", "result of 1", "result of 3", "result of 2"])
      #expect(server.requests.count == 4, "one wait, and each result once")
    }
  }

  @Test func theFirstFailureIsThrownWithoutTouchingTheOthers() async throws {
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, [1: .running, 2: .failed, 3: .running])
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.gather([1, 2, 3]) }
      guard case .unsuccessful(let job) = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(job.id == 2)
      #expect(server.requests.map(\.uri) == ["/v1/wait"])
    }
  }

  @Test func returnedErrorsStandInTheirPlaces() async throws {
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, [1: .succeeded, 2: .failed, 3: .cancelled])
    } _: { client, _ in
      let results = try await client.gatherReturningErrors([2, 1, 3, 2])
      let words = results.map { result -> String in
        switch result {
        case .success(let value): Self.texts([value])[0]
        case .failure(.unsuccessful(let job)): "\(job.id) \(job.state.rawValue)"
        case .failure(let error): "\(error)"
        }
      }
      #expect(words == ["2 failed", "result of 1", "3 cancelled", "2 failed"])
    }
  }

  @Test func nothingGatheredIsNothing() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let results = try await client.gather([Int64]())
      let fates = try await client.gatherReturningErrors([Int64]())
      #expect(results.isEmpty && fates.isEmpty)
      #expect(server.requests.isEmpty)
    }
  }
}
