// Requests on their way: what goes wrong below HTTP, what is tried again, and whose answers are not taken.

import AsyncHTTPClient
import Glibc
import JobWire
import NIOCore
import Testing

@testable import JobClient

@Suite struct TransportTests {
  private static func jobText(_ state: WireJobState) -> String {
    let view = JobView(
      id: 7, name: "job-7", kind: "exec", queue: "default", priority: 0, state: state, attempt: 1, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    return String(decoding: view.jsonBytes(), as: UTF8.self)
  }

  @Test func lostConnectionIsTriedAgainWithAKeyOnly() async throws {
    try await ScriptedJobs.withClient { request in
      request.index == 0 ? .hangUp : .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      _ = try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k1")
      #expect(server.requests.count == 2)
    }
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.submit(SubmitRequest(argv: ["true"])) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 1)
    }
  }

  @Test(arguments: [(200, "{}"), (200, "hello"), (500, "oops"), (302, "")])
  func otherAnswersAreNotTakenForJobd(status: Int, body: String) async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: status, body: body)
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      guard case .unexpectedAnswer(_, status, _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
  }

  @Test func missingSocketIsUnreachableAndSaysHowToStart() async throws {
    let client = JobClient(endpoint: .unix(path: "/nonexistent/jobd.sock"))
    let error = await #expect(throws: ClientError.self) { try await client.info() }
    await client.shutdown()
    guard case .unreachable(_, "there is no such socket") = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(error?.hint?.contains("systemctl start jobd") == true)
  }

  // MARK: Alone

  private static let endpoint = Endpoint.unix(path: "/x.sock")

  private func meaning(_ error: any Error) async -> ClientError {
    let transport = Transport(endpoint: Self.endpoint, token: nil)
    let meaning = transport.failure(error)
    do { try await transport.http.shutdown() } catch { Issue.record("\(error)") }
    return meaning
  }

  private struct Other: Error {}

  @Test func errorsBelowHTTPAreToldApart() async {
    let endpoint = Self.endpoint
    #expect(await meaning(CancellationError()) == .cancelled)
    #expect(await meaning(HTTPClientError.cancelled) == .cancelled)
    for late in [HTTPClientError.deadlineExceeded, .readTimeout, .writeTimeout] {
      #expect(await meaning(late) == .timedOut(endpoint: endpoint))
    }
    #expect(
      await meaning(HTTPClientError.connectTimeout)
        == .unreachable(endpoint: endpoint, reason: "connecting took too long"))
    // What an earlier layer has said stays as it is.
    #expect(await meaning(ClientError.answerTooLarge(bytesMax: 5)) == .answerTooLarge(bytesMax: 5))
    for lost in [HTTPClientError.remoteConnectionClosed, ChannelError.eof, Other()] as [any Error] {
      guard case .connectionLost(endpoint, _) = await meaning(lost) else {
        Issue.record("\(lost): whether the daemon acted is unknown")
        continue
      }
    }
    guard case .unexpectedAnswer(endpoint, 0, _) = await meaning(HTTPClientError.invalidURL) else {
      Issue.record("what is left is an answer that is none")
      return
    }
  }

  @Test(arguments: [
    (ENOENT, "there is no such socket"), (ECONNREFUSED, "nobody listens there"),
    (EACCES, "this user may not open the socket"), (EPERM, "this user may not open the socket"),
  ]) func whatKeepsASocketShutIsSaidInWords(_ number: Int32, _ reason: String) async {
    let error = IOError(errnoCode: number, reason: "connect")
    #expect(await meaning(error) == .unreachable(endpoint: Self.endpoint, reason: reason))
  }

  @Test func brokenConnectionIsNoneThatWasNeverThere() async {
    for number in [ECONNRESET, EPIPE] {
      guard case .connectionLost = await meaning(IOError(errnoCode: number, reason: "read")) else {
        Issue.record("errno \(number)")
        continue
      }
    }
    guard case .unreachable = await meaning(IOError(errnoCode: EHOSTUNREACH, reason: "connect")) else {
      Issue.record("no way to the host")
      return
    }
  }

  @Test func whatIsRepeatedOnceIsNotRepeatedTwice() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 2)
    }
  }

  @Test func errorThatIsLargerThanAnyProblemIsNoneOfTheDaemons() async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: 500, body: String(repeating: "x", count: 1 << 21))
    } _: { client, _ in
      await #expect(throws: ClientError.answerTooLarge(bytesMax: 1 << 20)) { _ = try await client.log(7) }
    }
  }
}
